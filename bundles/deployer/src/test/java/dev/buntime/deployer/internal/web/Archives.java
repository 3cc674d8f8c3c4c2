package dev.buntime.deployer.internal.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** Web applications that were never packed. */
final class Archives {
  private Archives() {}

  /** What is read of an archive with these files, one of them in WEB-INF. */
  static WebContent content(Map<String, byte[]> files) throws IOException {
    WebContent content =
        WebContent.read(
            files.keySet(),
            name -> new ByteArrayInputStream(Objects.requireNonNull(files.get(name), name)));
    return Objects.requireNonNull(content, "no WEB-INF");
  }
}
