package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class LogFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final LogFile<String> appender = new LogFile<>();
  private Path file = Path.of("");

  @Before
  public void open() {
    file = folder.getRoot().toPath().resolve("x.log");
    ContextBase context = new ContextBase();
    EchoEncoder<String> encoder = new EchoEncoder<>();
    SizeAndTimeBasedRollingPolicy<String> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(folder.getRoot() + "/x.%d{yyyy-MM-dd}.%i.log");
    rolling.setMaxFileSize(FileSize.valueOf("1 MB"));
    rolling.start();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.setRollingPolicy(rolling);
    appender.start();
  }

  @After
  public void close() {
    appender.stop();
  }

  @Test
  public void fileThatIsDeleted_isMadeAgain() throws IOException {
    appender.doAppend("before");
    Files.delete(file);

    awaitLine("after");

    assertThat(Files.readString(file)).doesNotContain("before");
  }

  @Test
  public void fileThatIsRenamed_isNotWrittenOn() throws IOException {
    appender.doAppend("before");
    Path renamed = Files.move(file, file.resolveSibling("x.log.1"));
    Files.createFile(file); // as logrotate does

    awaitLine("after");

    assertThat(Files.readString(renamed)).contains("before");
  }

  private void awaitLine(String line) {
    await()
        .until(() -> {
          appender.doAppend(line);
          return Files.exists(file) && Files.readString(file).contains(line);
        });
  }
}
