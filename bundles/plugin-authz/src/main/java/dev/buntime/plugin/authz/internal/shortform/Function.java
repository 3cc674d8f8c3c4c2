package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.attributes.Type;

/**
 * A function (XACML 3.0, appendix A.3).
 *
 * @param id its URN
 */
record Function(String id) implements Term {
  private static final String ONE = "urn:oasis:names:tc:xacml:1.0:function:";
  private static final String THREE = "urn:oasis:names:tc:xacml:3.0:function:";

  static final Function AND = new Function(ONE + "and");
  static final Function OR = new Function(ONE + "or");
  static final Function NOT = new Function(ONE + "not");

  /** Of a function, a value and a bag: whether it holds for the value and one of the bag. */
  static final Function ANY_OF = new Function(THREE + "any-of");

  /** Of a function and two bags: whether it holds for one of the first and one of the second. */
  static final Function ANY_OF_ANY = new Function(THREE + "any-of-any");

  /** Of a beginning and a text. */
  static final Function STARTS_WITH = new Function(THREE + "string-starts-with");

  /** Of an end and a text. */
  static final Function ENDS_WITH = new Function(THREE + "string-ends-with");

  /** Of a part and a text. */
  static final Function CONTAINS = new Function(THREE + "string-contains");

  /** Of a regular expression and a text, of which it may fit a part. */
  static final Function MATCHES = new Function(ONE + "string-regexp-match");

  /** Ours: of a range of addresses, such as {@code 10.0.0.0/8}, or one address, and an address. */
  static final Function IN_RANGE = new Function("urn:buntime:function:address-in-range");

  /** Of two values of a type. */
  static Function of(Type type, Order order) {
    return new Function(ONE + type.word() + "-" + order.words());
  }
}
