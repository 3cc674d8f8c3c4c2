package dev.buntime.repositories.internal;

/** A repository was asked, and says that it does not have something. */
final class MissingException extends UnavailableException {
  private static final long serialVersionUID = 1L;

  MissingException(String reason) {
    super(reason);
  }
}
