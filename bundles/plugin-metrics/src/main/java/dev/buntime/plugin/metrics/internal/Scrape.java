package dev.buntime.plugin.metrics.internal;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Gives all meters in a format of Prometheus. Thread-safe. */
interface Scrape {

  /**
   * The format that a client gets.
   *
   * @param accept what it asked for, by the header {@code Accept}; null if nothing
   * @return the value of {@code Content-Type}
   */
  String contentType(@Nullable String accept);

  /**
   * Takes all figures now and writes them, in UTF-8.
   *
   * @param accept see {@link #contentType}
   */
  void write(@Nullable String accept, OutputStream out) throws IOException;
}
