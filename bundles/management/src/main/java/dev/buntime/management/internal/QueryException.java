package dev.buntime.management.internal;

/** A parameter of a query is not allowed; the message says which, why, and what is. */
public final class QueryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Made with a message for whoever sent the query. */
  public QueryException(String message) {
    super(message);
  }
}
