package dev.buntime.plugin.authz.internal.attributes;

import java.util.Locale;

/** Types of attributes (XACML 3.0, appendix A.2) that requests of the runner have. */
public enum Type {
  STRING,
  BOOLEAN,
  INTEGER,
  DOUBLE,
  TIME,
  DATE;

  private static final String SCHEMA = "http://www.w3.org/2001/XMLSchema#";

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The URI. */
  public String id() {
    return SCHEMA + word;
  }

  /** As it begins the names of functions: {@code string} of {@code string-equal}. */
  public String word() {
    return word;
  }
}
