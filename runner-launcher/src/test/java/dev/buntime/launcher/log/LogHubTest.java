package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import dev.buntime.log.AccessEntry;
import dev.buntime.log.AccessFormat;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogLine;
import dev.buntime.log.LogQuery;
import dev.buntime.log.LogSettings;
import dev.buntime.log.LogSource;
import dev.buntime.log.LogTail;
import dev.buntime.log.LogTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

public final class LogHubTest {
  private final TemporaryFolder folder = new TemporaryFolder();
  private final HubRule log = new HubRule(folder);
  @Rule public final RuleChain rules = RuleChain.outerRule(folder).around(log);

  @Test
  public void pretty_isOneLine_withWorkerRequestAndTrace() throws Exception {
    log.logger("a.b.C").info("of the\nrunner\u001b[2J");
    HubRule.runAs(
        "shop@1.2.3#4",
        () -> {
          log.mdc.put("requestId", "r1");
          log.mdc.put("traceId", "t1");
          log.mdc.put("app", "another");
          log.logger("a.b.C").warn("{} left", 0);
        });

    assertThat(log.lines()).hasSize(2);
    assertThat(log.lines().get(0))
        .matches("\\d{4}-\\S+ INFO  \\[\\S+] a\\.b\\.C - of the\\\\nrunner\\\\u001b\\[2J");
    assertThat(log.lines().get(1))
        .endsWith(" WARN  [shop@1.2.3#4] a.b.C requestId=r1 traceId=t1 - 0 left");
  }

  @Test
  public void json_isOneLine_withAllFields() throws Exception {
    log.hub().configure(HubRule.settings(LogFormat.JSON));
    HubRule.runAs(
        "shop@1.2.3#4",
        () -> {
          log.mdc.put("requestId", "r1");
          log.mdc.put("traceId", "t1");
          log.logger("a.b.C").error("no \"way\"\n", new IllegalStateException("because"));
        });
    log.logger("a.b.C").info("of the runner");

    assertThat(log.lines()).hasSize(2);
    assertThat(log.lines().get(0))
        .matches(
            "\\{\"time\":\"[-0-9:.T]+Z\",\"level\":\"error\",\"logger\":\"a\\.b\\.C\","
                + "\"message\":\"no \\\\\"way\\\\\"\\\\n\",\"app\":\"shop\",\"version\":\"1\\.2\\.3\","
                + "\"worker\":\"shop@1\\.2\\.3#4\",\"requestId\":\"r1\",\"traceId\":\"t1\","
                + "\"exception\":\"java\\.lang\\.IllegalStateException: because\\\\n\\\\tat .*\"}");
    assertThat(log.lines().get(1)).endsWith("\"message\":\"of the runner\"}");
  }

  @Test
  public void print_isALineOfWhoeverPrints() throws Exception {
    HubRule.runAs(
        "shop@1.0.0#1",
        () -> {
          System.out.print("begun ");
          System.out.printf("and %s%nnext\r\n", "ended");
          System.err.println(List.of("an error"));
        });
    System.out.println("of the runner");

    List<LogLine> lines = log.hub().newest(HubRule.ALL, 10);
    assertThat(lines)
        .extracting(LogLine::message)
        .containsExactly("begun and ended", "next", "[an error]", "of the runner");
    assertThat(lines)
        .extracting(LogLine::logger)
        .containsExactly("stdout", "stdout", "stderr", "stdout");
    assertThat(lines)
        .extracting(LogLine::level)
        .containsExactly(LogLevel.INFO, LogLevel.INFO, LogLevel.WARN, LogLevel.INFO);
    LogSource shop = new LogSource("shop", "1.0.0", "shop@1.0.0#1");
    assertThat(lines).extracting(LogLine::source).containsExactly(shop, shop, shop, null);
  }

  @Test
  public void print_twoAppsAtTheSameTime_areNotMixed() throws Exception {
    HubRule.runAs("shop@1.0.0#1", () -> System.out.print("half of "));
    HubRule.runAs("blog@1.0.0#1", () -> System.out.println("all of blog"));
    HubRule.runAs("shop@1.0.0#1", () -> System.out.println("shop"));

    assertThat(log.hub().newest(HubRule.ALL, 10))
        .extracting(LogLine::message)
        .containsExactly("all of blog", "half of shop");
  }

  @Test
  public void print_aLineWithoutEnd_isCut() throws Exception {
    HubRule.runAs("shop@1.0.0#1", () -> System.out.println("x".repeat(40_000)));
    HubRule.runAs(
        "shop@1.0.0#1",
        () -> {
          for (int i = 0; i < 40_000; i++) {
            System.out.write('y');
          }
        });

    List<LogLine> lines = log.hub().newest(HubRule.ALL, 10);
    assertThat(lines).hasSize(5);
    assertThat(lines).allMatch(line -> line.message().length() <= BegunLine.LONGEST);
  }

  @Test
  public void print_whileAnotherAppIsStuckInItsToString_isNotHeldUp() throws Exception {
    Object stuck =
        new Object() {
          @Override
          public String toString() {
            try {
              HubRule.runAs("blog@1.0.0#1", () -> System.out.println("not held up"));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return "stuck";
          }
        };

    HubRule.runAs("shop@1.0.0#1", () -> System.out.printf("%s%n", stuck));
    HubRule.runAs("shop@1.0.0#1", () -> log.logger("a").info("{}", stuck));

    assertThat(log.hub().newest(HubRule.ALL, 10))
        .extracting(LogLine::message)
        .containsExactly("not held up", "stuck", "not held up", "stuck");
  }

  @Test
  public void levels_changeAtOnce_andBack() {
    Logger jetty = log.logger("org.eclipse.jetty.http");
    Logger named = log.logger("a.b.C");
    log.hub()
        .configure(
            HubRule.settings(
                LogLevels.of(LogLevel.DEBUG, Map.of("a.b", LogLevel.ERROR), Map.of()),
                LogFormat.PRETTY));
    assertThat(jetty.isDebugEnabled()).as("tells what is in requests").isFalse();
    assertThat(log.logger("org.apache.felix").isInfoEnabled()).isTrue();
    assertThat(log.logger("x").isDebugEnabled()).isTrue();
    assertThat(named.isWarnEnabled()).isFalse();

    log.hub().override(new LogTarget.OfLogger("a.b"), Optional.of(LogLevel.DEBUG));
    assertThat(named.isDebugEnabled()).isTrue();
    log.hub().override(new LogTarget.OfLogger("org.eclipse.jetty"), Optional.of(LogLevel.DEBUG));
    assertThat(jetty.isDebugEnabled()).as("it was asked for by name").isTrue();

    log.hub().configure(HubRule.settings(LogFormat.PRETTY));
    assertThat(named.isDebugEnabled()).as("the settings come after it").isTrue();
    log.hub().override(new LogTarget.OfLogger("a.b"), Optional.empty());
    log.hub().override(new LogTarget.OfLogger("org.eclipse.jetty"), Optional.empty());
    assertThat(named.isDebugEnabled()).isFalse();
    assertThat(named.isInfoEnabled()).isTrue();
    assertThat(jetty.isInfoEnabled()).isFalse();
    assertThat(log.logger("org.apache.felix").isInfoEnabled()).isFalse();
  }

  @Test
  public void levels_ofAnApp_countForItsLinesAlone() throws Exception {
    log.hub().override(new LogTarget.OfApp("shop"), Optional.of(LogLevel.DEBUG));
    log.hub().override(new LogTarget.OfApp("blog"), Optional.of(LogLevel.ERROR));
    Runnable talk =
        () -> {
          log.logger("a.b").debug("details");
          log.logger("a.b").warn("a warning");
          log.logger("org.apache.x").debug("a library");
          System.out.println("printed");
        };

    HubRule.runAs("shop@1.0.0#1", talk);
    HubRule.runAs("blog@1.0.0#1", talk);
    log.logger("a.b").debug("details of the runner");

    assertThat(log.hub().newest(HubRule.ALL, 10))
        .extracting(LogLine::message)
        .containsExactly("details", "a warning", "printed");
    log.hub().override(new LogTarget.OfApp("shop"), Optional.empty());
    log.hub().override(new LogTarget.OfApp("blog"), Optional.empty());
    assertThat(log.context.getTurboFilterList()).as("costs nothing when unused").isEmpty();
  }

  @Test
  public void flood_ofOneApp_leavesTheOthersAlone_andIsCounted() throws Exception {
    log.hub()
        .configure(
            new LogSettings(
                new LogLevels(LogLevel.INFO),
                LogFormat.PRETTY,
                new LogSettings.Flood(1, 10),
                new LogSettings.Access(false, AccessFormat.COMBINED)));
    HubRule.runAs(
        "shop@1.0.0#1",
        () -> {
          for (int i = 0; i < 1000; i++) {
            log.logger("a").atInfo().log("flood");
            System.out.println("flood");
          }
        });
    HubRule.runAs("blog@1.0.0#1", () -> log.logger("a").info("of blog"));
    log.logger("a").info("of the runner");

    List<LogLine> lines = log.hub().newest(HubRule.ALL, 2000);
    assertThat(lines)
        .filteredOn(line -> line.message().equals("flood"))
        .hasSizeBetween(10, 40); // more while the clock goes on
    assertThat(lines).extracting(LogLine::message).endsWith("of blog", "of the runner");
    assertThat(log.hub().suppressed()).isEqualTo(Map.of("shop", 2000L - (lines.size() - 2)));
  }

  @Test
  public void secrets_areInNoOutput() {
    log.logger("a")
        .info(
            "Cookie: planted",
            new IllegalStateException(
                "password=planted", new IllegalArgumentException("known-secret")));
    log.logger("a").atInfo().addKeyValue("token", "planted").log("with a pair");
    log.mdc.put("requestId", "known-secret");
    System.out.println("Authorization: Bearer planted");
    log.mdc.clear();

    assertThat(String.join("\n", log.lines())).doesNotContain("planted", "known-secret");
    assertThat(log.hub().newest(HubRule.ALL, 10).toString())
        .doesNotContain("planted", "known-secret")
        .contains("Cookie: ***", "password=***", "with a pair token=***");
  }

  @Test
  public void conceal_secretsThatComeLater_areInNoLineFromThenOn() {
    log.logger("a").info("it is later-secret");
    log.hub().conceal("shop", List.of("later-secret"));
    log.logger("a").info("now it is later-secret and known-secret");

    assertThat(String.join("\n", log.lines()))
        .contains("it is later-secret", "now it is *** and ***");
  }

  @Test
  public void newest_matches_andIsBounded() throws Exception {
    HubRule.runAs("shop@1.0.0#1", () -> log.logger("a").warn("of shop"));
    for (int i = 0; i < 3000; i++) {
      log.logger("a").info("line {}", i);
    }
    HubRule.runAs("shop@1.0.0#1", () -> log.logger("a").info("of shop again"));

    assertThat(log.hub().newest(HubRule.ALL, 5000)).hasSize(2000);
    assertThat(log.hub().newest(HubRule.ALL, 2))
        .extracting(LogLine::message)
        .containsExactly("line 2999", "of shop again");
    assertThat(log.hub().newest(new LogQuery("shop", LogLevel.DEBUG), 10)).hasSize(1);
    assertThat(log.hub().newest(new LogQuery("shop", LogLevel.WARN), 10)).isEmpty();
  }

  @Test
  public void levelOfTheRootLogger_isThatOfEverything_andCanBeTakenBack() {
    log.hub().override(new LogTarget.OfLogger("Root"), Optional.of(LogLevel.ERROR));
    assertThat(log.hub().levels().level()).isEqualTo(LogLevel.ERROR);
    assertThat(log.logger("a").isInfoEnabled()).isFalse();

    log.hub().override(new LogTarget.OfLogger("Root"), Optional.empty());

    assertThat(log.hub().levels().level()).isEqualTo(LogLevel.INFO);
    assertThat(log.logger("a").isInfoEnabled()).isTrue();
    log.hub().override(new LogTarget.OfLogger("a"), Optional.of(LogLevel.DEBUG));
    assertThat(log.logger("a").isDebugEnabled()).as("all goes on").isTrue();
  }

  @Test
  public void follow_getsNewLines_andMissesWhatItDoesNotTake() throws Exception {
    try (LogTail tail = log.hub().follow(new LogQuery(null, LogLevel.WARN))) {
      elsewhere(() -> log.logger("a").info("not this"));
      elsewhere(() -> log.logger("a").warn("but this"));
      assertThat(tail.next(Duration.ofSeconds(5))).map(LogLine::message).contains("but this");
      elsewhere(() -> {
        for (int i = 0; i < 1010; i++) {
          log.logger("a").warn("more");
        }
      });
      assertThat(tail.missed()).isEqualTo(10);
      assertThat(tail.missed()).isZero();
    }
  }

  @Test
  public void follow_whatAFollowerItselfLogs_isKeptAndFollowedByNobody() throws Exception {
    try (LogTail tail = log.hub().follow(HubRule.ALL)) {
      elsewhere(() -> {
        try (LogTail other = log.hub().follow(HubRule.ALL)) {
          log.logger("jetty").info("wrote for the other");
          assertThat(other.missed()).isZero();
        }
      });
      log.logger("jetty").info("wrote for this one");
      elsewhere(() -> log.logger("a").info("of somebody else"));

      assertThat(tail.next(Duration.ofSeconds(5)))
          .map(LogLine::message)
          .contains("of somebody else");
      assertThat(tail.next(Duration.ZERO)).isEmpty();
    }
    assertThat(log.hub().newest(HubRule.ALL, 10))
        .extracting(LogLine::message)
        .containsExactly("wrote for the other", "wrote for this one", "of somebody else");
    assertThat(log.lines()).hasSize(3);
  }

  private static void elsewhere(Runnable task) throws InterruptedException {
    Thread thread = new Thread(task);
    thread.start();
    thread.join();
  }

  @Test
  public void accessLog_isWritten_rolled_andSwitchedOff() throws Exception {
    log.hub().configure(access(true));
    assertThat(log.hub().requests().isOn()).isTrue();
    await()
        .until(() -> {
          log.hub().requests().write(entry("/path")); // Logback looks at the size now and then
          return rolled("access.") > 0;
        });
    log.hub().requests().write(entry("/last"));
    log.hub().configure(access(false));
    assertThat(log.hub().requests().isOn()).isFalse();

    Path file = folder.getRoot().toPath().resolve("access.log");
    assertThat(Files.readString(file)).contains("/last HTTP/1.1\" 200");
    assertThat(log.hub().newest(HubRule.ALL, 10)).as("has a file of its own").isEmpty();
  }

  private long rolled(String prefix) throws Exception {
    try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(".gz"))
          .count();
    }
  }

  private static LogSettings access(boolean enabled) {
    return new LogSettings(
        new LogLevels(LogLevel.INFO),
        LogFormat.PRETTY,
        new LogSettings.Flood(0, 1),
        new LogSettings.Access(enabled, AccessFormat.COMBINED));
  }

  private static AccessEntry entry(String path) {
    return new AccessEntry(
        Instant.now(),
        "127.0.0.1",
        "GET",
        path,
        "HTTP/1.1",
        200,
        1,
        1,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
