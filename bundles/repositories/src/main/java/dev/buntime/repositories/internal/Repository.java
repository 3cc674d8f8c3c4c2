package dev.buntime.repositories.internal;

import java.util.List;

/** A place with bundles. Thread-safe. */
interface Repository {

  /** What and where it is, in words such as {@code folder /srv/bundles}. */
  String name();

  /**
   * Looks what it has.
   *
   * @return what it offers, in no order that means anything
   * @throws UnavailableException if it cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  Stock stock(Deadline deadline) throws UnavailableException, InterruptedException;

  /**
   * What a repository has.
   *
   * @param offers its bundles
   * @param notes what is odd about it, in words
   */
  record Stock(List<Offer> offers, List<String> notes) {

    /** Copies the lists. */
    public Stock {
      offers = List.copyOf(offers);
      notes = List.copyOf(notes);
    }
  }
}
