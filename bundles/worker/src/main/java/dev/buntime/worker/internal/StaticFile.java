package dev.buntime.worker.internal;

import java.io.IOException;
import java.io.InputStream;

/**
 * Content that does not change.
 *
 * @param type media type with charset
 * @param etag strong entity tag, quotes included
 * @param size size in bytes
 * @param source opens the content
 */
record StaticFile(String type, String etag, long size, Source source) {

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  InputStream open() throws IOException {
    return source.open();
  }
}
