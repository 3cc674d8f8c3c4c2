package dev.buntime.config.internal;

/** The configuration cannot be used; the message names file, place and what is allowed. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message);
  }
}
