package dev.buntime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.Test;

public final class LogSourceTest {
  @Test
  public void ofWorker_readsTheId() {
    assertThat(LogSource.ofWorker("shop@1.2.3-beta.1#45"))
        .isEqualTo(new LogSource("shop", "1.2.3-beta.1", "shop@1.2.3-beta.1#45"));
    for (String wrong : new String[] {"", "shop", "shop@1.0.0", "@1#2", "shop@#1"}) {
      assertThatThrownBy(() -> LogSource.ofWorker(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("<app>@<version>#<number>");
    }
  }

  @Test
  public void sources_areKnownUntilTheyAreRemoved() {
    LogSource shop = LogSource.ofWorker("shop@1.0.0#1");

    LogSources.put(-7, shop);
    assertThat(LogSources.of(-7)).contains(shop);
    LogSources.remove(-7);
    assertThat(LogSources.of(-7)).isEmpty();
  }

  @Test
  public void matches_byAppAndLevel() {
    LogLine line =
        new LogLine(
            Instant.EPOCH,
            LogLevel.WARN,
            "a",
            "b",
            "t",
            LogSource.ofWorker("shop@1.0.0#1"),
            null,
            null,
            null);

    assertThat(new LogQuery(null, LogLevel.WARN).matches(line)).isTrue();
    assertThat(new LogQuery("shop", LogLevel.DEBUG).matches(line)).isTrue();
    assertThat(new LogQuery("blog", LogLevel.DEBUG).matches(line)).isFalse();
    assertThat(new LogQuery("shop", LogLevel.ERROR).matches(line)).isFalse();
  }

  @Test
  public void level_ofLibraries_isNeverDebug() {
    assertThat(LogLevel.DEBUG.ofLibraries()).isEqualTo(LogLevel.INFO);
    assertThat(LogLevel.INFO.ofLibraries()).isEqualTo(LogLevel.WARN);
    assertThat(LogLevel.ERROR.ofLibraries()).isEqualTo(LogLevel.ERROR);
    assertThat(LogLevel.of("Warn")).contains(LogLevel.WARN);
    assertThat(LogLevel.of("loud")).isEmpty();
  }
}
