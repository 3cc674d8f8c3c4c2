package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.log.AccessEntry;
import java.time.Instant;
import org.junit.Test;

public final class AccessLineTest {
  private static final Instant TIME = Instant.parse("2026-03-01T09:15:24.001Z");

  @Test
  public void combined_isWhatProgramsRead() {
    AccessEntry entry =
        new AccessEntry(
            TIME,
            "127.0.0.1",
            "GET",
            "/shop@1/x",
            "HTTP/1.1",
            200,
            41,
            3,
            "http://a/",
            "curl/8",
            "7f",
            "0af7",
            "shop",
            "1.0.0");

    assertThat(AccessLine.combined(entry))
        .matches(
            "127\\.0\\.0\\.1 - - \\[01/Mar/2026:\\d\\d:15:24 [+-]\\d{4}]"
                + " \"GET /shop@1/x HTTP/1\\.1\" 200 41 \"http://a/\" \"curl/8\"");
    assertThat(AccessLine.json(entry))
        .isEqualTo(
            "{\"time\":\"2026-03-01T09:15:24.001Z\",\"client\":\"127.0.0.1\",\"method\":\"GET\","
                + "\"path\":\"/shop@1/x\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"bytes\":41,"
                + "\"millis\":3,\"referer\":\"http://a/\",\"agent\":\"curl/8\",\"app\":\"shop\","
                + "\"version\":\"1.0.0\",\"requestId\":\"7f\",\"traceId\":\"0af7\"}");
  }

  @Test
  public void combined_whatTheClientSends_endsNeitherQuotesNorLine() {
    AccessEntry entry =
        new AccessEntry(
            TIME,
            "::1",
            "GET",
            "/\"x\\\n",
            "HTTP/1.1",
            404,
            0,
            0,
            null,
            "a\" \"b\r\n\u001b",
            null,
            null,
            null,
            null);

    assertThat(AccessLine.combined(entry))
        .endsWith(
            "\"GET /\\\"x\\\\\\u000a HTTP/1.1\" 404 - \"-\" \"a\\\" \\\"b\\u000d\\u000a\\u001b\"");
    assertThat(AccessLine.json(entry))
        .doesNotContain("\n", "\u001b")
        .doesNotContain("referer", "traceId");
  }
}
