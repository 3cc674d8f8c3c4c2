package dev.buntime.plugin.authz.internal.shortform;

/** How two values are compared. */
enum Order {
  EQUAL("equal"),
  LESS("less-than"),
  LESS_OR_EQUAL("less-than-or-equal"),
  GREATER("greater-than"),
  GREATER_OR_EQUAL("greater-than-or-equal");

  private final String words;

  Order(String words) {
    this.words = words;
  }

  /** As it ends the names of functions. */
  String words() {
    return words;
  }

  /** The one that says the same of the values in the other order. */
  Order swapped() {
    return switch (this) {
      case EQUAL -> EQUAL;
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
    };
  }
}
