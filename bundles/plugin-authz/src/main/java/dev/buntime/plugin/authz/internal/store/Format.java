package dev.buntime.plugin.authz.internal.store;

import java.util.Optional;

/** How a policy is written. */
public enum Format {
  /** The short form. */
  JSON(".json"),
  /** A {@code Policy} or {@code PolicySet} of XACML 3.0. */
  XACML(".xml");

  private final String ending;

  Format(String ending) {
    this.ending = ending;
  }

  /** How names of files in this format end. */
  String ending() {
    return ending;
  }

  /** Of a file; empty if it is of no policy. */
  static Optional<Format> ofFile(String name) {
    for (Format each : values()) {
      if (name.endsWith(each.ending) && name.length() > each.ending.length()) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
