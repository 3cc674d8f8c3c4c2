package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public final class RequestLinesTest {
  @Test
  public void withoutQuery_leavesOutWhatMayBeSecret() {
    assertThat(RequestLines.withoutQuery("http://a/b?token=c")).isEqualTo("http://a/b");
    assertThat(RequestLines.withoutQuery("http://a/b#token=c?d")).isEqualTo("http://a/b");
    assertThat(RequestLines.withoutQuery("http://joe:secret@a/b")).isEqualTo("http://a/b");
    assertThat(RequestLines.withoutQuery("http://joe:se@c?re#t@a/b?c")).isEqualTo("http://a/b");
    assertThat(RequestLines.withoutQuery("http://a/b")).isEqualTo("http://a/b");
    assertThat(RequestLines.withoutQuery(null)).isNull();
  }
}
