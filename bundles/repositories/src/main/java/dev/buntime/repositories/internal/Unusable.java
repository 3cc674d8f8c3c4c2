package dev.buntime.repositories.internal;

/**
 * What the configuration names and nobody can use.
 *
 * @param name in words
 * @param reason why not, without a full stop
 */
record Unusable(String name, String reason) implements Repository {

  @Override
  public Stock stock(Deadline deadline) throws UnavailableException {
    throw new UnavailableException(reason);
  }
}
