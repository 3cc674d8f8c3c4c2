package dev.buntime.management.internal;

import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogTarget;
import dev.buntime.log.RunnerLog;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /_/logs/levels}: the levels in force. PUT sets one until the runner ends or DELETE takes
 * it back; what the settings say comes after it.
 */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/logs/levels", ManagementContext.SELECT})
public final class LogLevelsServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(LogLevelsServlet.class);

  private final transient RunnerLog levels;

  /** Made by Declarative Services. */
  @Activate
  public LogLevelsServlet(@Reference RunnerLog levels) {
    this.levels = levels;
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      Json.send(response, answer());
    }
  }

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Query query = new Query(request);
      query.allowOnly("app", "logger", "level");
      LogTarget target = target(query);
      Optional<LogLevel> level = query.level();
      if (level.isEmpty()) {
        throw new QueryException(
            "The parameter 'level' is missing. Give one of "
                + String.join(", ", LogLevel.words())
                + ".");
      }
      AuditTrail.target(request, "level of %s: %s".formatted(words(target), level.get().word()));
      levels.override(target, level);
      log.info("The level of {} is {} until the runner ends", words(target), level.get().word());
      Json.send(response, answer());
    } catch (QueryException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    }
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Query query = new Query(request);
      query.allowOnly("app", "logger");
      LogTarget target = target(query);
      AuditTrail.target(request, "level of %s: that of the settings".formatted(words(target)));
      levels.override(target, Optional.empty());
      log.info("The level of {} is what the settings say", words(target));
      Json.send(response, answer());
    } catch (QueryException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    }
  }

  private static LogTarget target(Query query) throws QueryException {
    Optional<String> app = query.app();
    Optional<String> logger = query.logger();
    if (app.isPresent() && logger.isPresent()) {
      throw new QueryException(
          "Both 'app' and 'logger' are given. Give one of them, or neither for everything.");
    }
    return app.<LogTarget>map(LogTarget.OfApp::new)
        .or(() -> logger.map(LogTarget.OfLogger::new))
        .orElseGet(LogTarget.Everything::new);
  }

  private static String words(LogTarget target) {
    return switch (target) {
      case LogTarget.Everything() -> "everything";
      case LogTarget.OfLogger(String name) -> "the logger " + name;
      case LogTarget.OfApp(String name) -> "the app " + name;
    };
  }

  private Map<String, Object> answer() {
    LogLevels inForce = levels.levels();
    RunnerLog.Overrides set = levels.overrides();
    Map<String, Object> overrides = new LinkedHashMap<>();
    set.level().ifPresent(level -> overrides.put("level", level.word()));
    overrides.put("levels", words(set.loggers()));
    overrides.put("apps", words(set.apps()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("level", inForce.level().word());
    answer.put("levels", words(inForce.loggers()));
    answer.put("apps", words(inForce.apps()));
    answer.put("untilTheEnd", overrides);
    return answer;
  }

  private static Map<String, String> words(Map<String, LogLevel> levels) {
    Map<String, String> words = new TreeMap<>();
    levels.forEach((name, level) -> words.put(name, level.word()));
    return words;
  }
}
