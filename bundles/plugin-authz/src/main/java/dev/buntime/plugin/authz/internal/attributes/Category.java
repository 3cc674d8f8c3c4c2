package dev.buntime.plugin.authz.internal.attributes;

/** Categories of attributes (XACML 3.0, appendix B.2). */
public enum Category {
  /** Who asks. */
  SUBJECT("urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"),
  /** For what. */
  RESOURCE("urn:oasis:names:tc:xacml:3.0:attribute-category:resource"),
  /** To do what. */
  ACTION("urn:oasis:names:tc:xacml:3.0:attribute-category:action"),
  /** Under which circumstances. */
  ENVIRONMENT("urn:oasis:names:tc:xacml:3.0:attribute-category:environment");

  private final String id;

  Category(String id) {
    this.id = id;
  }

  /** The URN. */
  public String id() {
    return id;
  }
}
