package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.buntime.log.RunnerLog;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** {@code /_/logs}, {@code /_/logs/levels} and the configuration of the log. */
public final class LogServletsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Log log = new Log();

  @Test
  public void logs_haveAllMembersThatHaveAValue() throws Exception {
    log.lines.add(
        new LogLine(
            Instant.parse("2026-01-02T03:04:05.678Z"),
            LogLevel.WARN,
            "a.b.C",
            "text",
            "thread",
            new LogSource("shop", "1.0.0", "shop@1.0.0#1"),
            "r1",
            "t1",
            "a trace"));
    log.lines.add(
        new LogLine(
            Instant.EPOCH, LogLevel.INFO, "x", "of the runner", "t", null, null, null, null));

    Fakes.Reply reply = send(new LogsServlet(log), "GET", Map.of("level", "warn", "app", "shop"));

    assertThat(JSON.readTree(reply.text()))
        .isEqualTo(
            JSON.readTree(
                """
                {"lines": [
                   {"time": "2026-01-02T03:04:05.678Z", "level": "warn", "logger": "a.b.C",
                    "message": "text", "app": "shop", "version": "1.0.0",
                    "worker": "shop@1.0.0#1", "requestId": "r1", "traceId": "t1",
                    "exception": "a trace"},
                   {"time": "1970-01-01T00:00:00Z", "level": "info", "logger": "x",
                    "message": "of the runner"}],
                 "suppressed": {"shop": 7}}
                """));
    assertThat(log.asked).isEqualTo(new LogQuery("shop", LogLevel.WARN));
    assertThat(log.most).isEqualTo(200);
  }

  @Test
  public void logs_whatIsNotAllowed_isRefusedWithWhatIs() throws Exception {
    refused(Map.of("level", "loud"), "The parameter 'level' is 'loud'. Allowed is one of debug,");
    refused(Map.of("app", "../x"), "The parameter 'app' is '../x'. Allowed is the name of an app");
    refused(Map.of("limit", "2001"), "The parameter 'limit' is '2001'. Allowed is a whole number");
    refused(Map.of("limit", "x"), "The parameter 'limit' is 'x'. Allowed is a whole number");
    refused(Map.of("lvl", "x"), "The query has a parameter 'lvl', which there is not. There are:");
  }

  private void refused(Map<String, String> parameters, String message) throws Exception {
    Fakes.Reply reply = send(new LogsServlet(log), "GET", parameters);
    assertThat(reply.status).isEqualTo(400);
    assertThat(reply.message).startsWith(message);
  }

  @Test
  public void levels_areSet_andTakenBack() throws Exception {
    LogLevelsServlet servlet = new LogLevelsServlet(log);

    send(servlet, "PUT", Map.of("app", "shop", "level", "DEBUG"));
    assertThat(log.set).containsEntry(new LogTarget.OfApp("shop"), Optional.of(LogLevel.DEBUG));
    send(servlet, "PUT", Map.of("logger", "a.b", "level", "error"));
    assertThat(log.set).containsEntry(new LogTarget.OfLogger("a.b"), Optional.of(LogLevel.ERROR));
    send(servlet, "DELETE", Map.of());
    assertThat(log.set).containsEntry(new LogTarget.Everything(), Optional.empty());

    assertThat(JSON.readTree(send(servlet, "GET", Map.of()).text()))
        .isEqualTo(
            JSON.readTree(
                """
                {"level": "info", "levels": {"a": "warn"}, "apps": {},
                 "untilTheEnd": {"level": "error", "levels": {}, "apps": {"shop": "debug"}}}
                """));
  }

  @Test
  public void levels_whatIsNotAllowed_isRefused() throws Exception {
    LogLevelsServlet servlet = new LogLevelsServlet(log);

    assertThat(send(servlet, "PUT", Map.of("app", "shop")).message)
        .startsWith("The parameter 'level' is missing. Give one of debug, info");
    assertThat(send(servlet, "PUT", Map.of("app", "a", "logger", "b", "level", "info")).message)
        .startsWith("Both 'app' and 'logger' are given.");
    assertThat(send(servlet, "DELETE", Map.of("logger", " ")).status).isEqualTo(400);
    assertThat(send(servlet, "GET", Map.of("x", "y")).message).endsWith("Leave it out.");
    assertThat(log.set).isEmpty();
  }

  @Test
  public void configuration_becomesSettings() {
    LogConfiguration configuration =
        new LogConfiguration(log, config(Map.of("levels", new String[] {"a.b=debug"})));

    assertThat(log.settings)
        .isEqualTo(
            new LogSettings(
                LogLevels.of(LogLevel.INFO, Map.of("a.b", LogLevel.DEBUG), Map.of()),
                LogFormat.JSON,
                new LogSettings.Flood(5, 6),
                new LogSettings.Access(true, AccessFormat.COMBINED)));

    configuration.modified(config(Map.of("level", "error", "apps", new String[] {"shop=warn"})));
    assertThat(log.settings)
        .extracting(LogSettings::levels)
        .isEqualTo(LogLevels.of(LogLevel.ERROR, Map.of(), Map.of("shop", LogLevel.WARN)));
    assertThatThrownBy(() -> configuration.modified(config(Map.of("level", "loud"))))
        .hasMessage(
            "dev.buntime.logging: 'loud' is not a level; allowed are debug, info, warn, error");
  }

  private static LoggingConfig config(Map<String, Object> values) {
    Map<String, Object> standard =
        Map.of(
            "level",
            "info",
            "format",
            "json",
            "levels",
            new String[0],
            "apps",
            new String[0],
            "flood_rate",
            5,
            "flood_burst",
            6,
            "access_enabled",
            true,
            "access_format",
            "combined");
    return Fakes.proxy(
        LoggingConfig.class, (name, arguments) -> values.getOrDefault(name, standard.get(name)));
  }

  private static Fakes.Reply send(
      HttpServlet servlet, String method, Map<String, String> parameters) throws Exception {
    Fakes.Reply reply = new Fakes.Reply();
    Map<String, String[]> all = new LinkedHashMap<>();
    parameters.forEach((name, value) -> all.put(name, new String[] {value}));
    HttpServletRequest request =
        Fakes.proxy(
            HttpServletRequest.class,
            (name, arguments) ->
                switch (name) {
                  case "getMethod" -> method;
                  case "getParameterMap" -> all;
                  case "getParameterValues" -> all.get(arguments[0].toString());
                  case "getHeader" -> null;
                  case "setAttribute" -> null;
                  default -> throw new UnsupportedOperationException(name);
                });
    servlet.service(request, reply.response());
    return reply;
  }

  /** A log that remembers what it was asked. */
  private static final class Log implements RunnerLog {
    final List<LogLine> lines = new ArrayList<>();
    final Map<LogTarget, Optional<LogLevel>> set = new LinkedHashMap<>();
    @Nullable LogSettings settings;
    @Nullable LogQuery asked;
    int most;

    @Override
    public void configure(LogSettings next) {
      settings = next;
    }

    @Override
    public LogLevels levels() {
      return LogLevels.of(LogLevel.INFO, Map.of("a", LogLevel.WARN), Map.of());
    }

    @Override
    public Overrides overrides() {
      return new Overrides(Optional.of(LogLevel.ERROR), Map.of(), Map.of("shop", LogLevel.DEBUG));
    }

    @Override
    public void override(LogTarget target, Optional<LogLevel> level) {
      set.put(target, level);
    }

    @Override
    public List<LogLine> newest(LogQuery query, int limit) {
      asked = query;
      most = limit;
      return lines;
    }

    @Override
    public LogTail follow(LogQuery query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void conceal(String owner, Collection<String> secrets) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Long> suppressed() {
      return Map.of("shop", 7L);
    }
  }
}
