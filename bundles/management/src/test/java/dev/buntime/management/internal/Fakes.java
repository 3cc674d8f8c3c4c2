package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import dev.buntime.log.AuditEntry;
import dev.buntime.log.AuditLog;
import dev.buntime.runtime.dto.PluginDTO;
import dev.buntime.runtime.dto.PluginDeploymentDTO;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Requests, answers and a bundle context without a server. */
public final class Fakes {
  public static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678Z");

  private Fakes() {}

  /** The servlet context that Felix HTTP sends a request to. */
  private static ServletContext contextOf(String uri) {
    String path = uri.startsWith("/_/console") ? "/_/console" : "/_";
    return proxy(ServletContext.class, (method, arguments) -> path);
  }

  /** Makes an object of an interface whose methods one handler answers. */
  public static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            Fakes.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                calls.answer(method.getName(), arguments == null ? new Object[0] : arguments)));
  }

  /** Answers the calls of a proxy. */
  @FunctionalInterface
  public interface Calls {
    @Nullable Object answer(String method, Object[] arguments) throws Throwable;
  }

  /** Secrets by their names, and the word "planted" wherever it stands. */
  static ConfigurationSecrets secrets() {
    return secrets("planted");
  }

  /** Secrets by their names, and one text, and a number, wherever it stands. */
  static ConfigurationSecrets secrets(String known) {
    return new ConfigurationSecrets() {
      @Override
      public Object masked(String pid, String name, Object value) {
        return SecretNames.isSecret(name) ? MASK : value;
      }

      @Override
      public String masked(String text) {
        return text.replace(known, MASK).replace("12345678", MASK);
      }

      @Override
      public int longest() {
        return Math.max(8, 4 * known.length());
      }
    };
  }

  /** A bundle context whose data folder is this one. */
  public static BundleContext context(@Nullable Path data) {
    return proxy(
        BundleContext.class,
        (method, arguments) ->
            "buntime.data".equals(arguments[0]) && data != null ? data.toString() : null);
  }

  /** A plugin that nothing else is known of. */
  static PluginDTO plugin(String name, String state, @Nullable String reason, boolean required) {
    return new PluginDTO(
        name,
        "1.0.0",
        17,
        50,
        state,
        reason,
        SINCE,
        true,
        required,
        "file",
        List.of("/_/x"),
        1,
        2,
        3,
        4,
        5);
  }

  /** An artifact of the plugins folder that is live, or refused if there is a reason. */
  static PluginDeploymentDTO pluginDeployment(String artifact, @Nullable String reason) {
    return new PluginDeploymentDTO(
        artifact,
        "com.acme.x",
        "1.0.0",
        reason == null ? "live" : "refused",
        reason,
        List.of("old"),
        List.of("plugin-x"),
        17,
        1234,
        "ab",
        SINCE);
  }

  /** The configuration of the management plane. */
  static ManagementConfig management(boolean console) {
    return management(console, false);
  }

  static ManagementConfig management(boolean console, boolean openMetrics) {
    return proxy(
        ManagementConfig.class,
        (method, arguments) ->
            switch (method) {
              case "console" -> console;
              case "openMetrics" -> openMetrics;
              case "roles_admin" -> new String[] {"ops"};
              case "roles_editor" -> new String[] {"dev"};
              case "roles_viewer" -> new String[] {"all", "staff"};
              default -> throw new UnsupportedOperationException(method);
            });
  }

  /** The door of a runner whose data are in this folder. */
  static ManagementDoor door(Path data) {
    return new ManagementDoor(
        new AdminLogin(context(data)), trail(new ArrayList<>()), management(true));
  }

  /** An audit trail that ends in a list. */
  static AuditTrail trail(List<AuditEntry> entries) {
    return trail((AuditLog) entries::add);
  }

  static AuditTrail trail(AuditLog log) {
    AuditTrail trail = new AuditTrail(() -> SINCE);
    trail.setLog(log);
    return trail;
  }

  public static HttpServletRequest request(String method, @Nullable String authorization) {
    return request(method, "/_/stats", authorization);
  }

  public static HttpServletRequest request(
      String method, String uri, @Nullable String authorization) {
    return new Asked(method, uri).header("Authorization", authorization).request();
  }

  /** A request in the making. */
  public static final class Asked {
    private final String method;
    private final String uri;
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private String servletPath = "/stats";
    private @Nullable String pathInfo;
    private String address = "192.0.2.1";
    private @Nullable String user;
    private Set<String> roles = Set.of();

    public Asked(String method, String uri) {
      this.method = method;
      this.uri = uri;
    }

    public Asked header(String name, @Nullable String value) {
      if (value != null) {
        headers.put(name, value);
      }
      return this;
    }

    public Asked parameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    public Asked from(String other) {
      address = other;
      return this;
    }

    /** As the container tells it. */
    public Asked at(String servlet, @Nullable String info) {
      servletPath = servlet;
      pathInfo = info;
      return this;
    }

    /** As plugin-x says. */
    public Asked by(String name, String... has) {
      user = name;
      roles = Set.of(has);
      return this;
    }

    public HttpServletRequest request() {
      return proxy(
          HttpServletRequest.class,
          (name, arguments) ->
              switch (name) {
                case "getMethod" -> method;
                case "getRequestURI" -> uri;
                case "getProtocol" -> "HTTP/1.1";
                case "getParameterMap" -> Map.of();
                case "getParameterValues" -> null;
                case "getParameter" -> parameters.get((String) arguments[0]);
                case "getServletPath" -> servletPath;
                case "getServletContext" -> contextOf(uri);
                case "getPathInfo" -> pathInfo;
                case "getRemoteAddr" -> address;
                case "getHeader" -> headers.get((String) arguments[0]);
                case "getAttribute" -> attributes.get((String) arguments[0]);
                case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                case "getUserPrincipal" ->
                    user == null ? null : proxy(Principal.class, (method, none) -> user);
                case "getAuthType" -> user == null ? null : "plugin-x";
                case "isUserInRole" -> roles.contains((String) arguments[0]);
                case "isAsyncStarted" -> false;
                default -> throw new UnsupportedOperationException(name);
              });
    }
  }

  /** An answer that remembers what it was told. */
  public static final class Reply extends ServletOutputStream {
    public final Map<String, String> headers = new LinkedHashMap<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    public int status = 200;
    public String message = "";
    int length = -1;

    public HttpServletResponse response() {
      return proxy(
          HttpServletResponse.class,
          (name, arguments) -> {
            switch (name) {
              case "sendError" -> {
                status = (int) arguments[0];
                message = arguments.length > 1 ? (String) arguments[1] : "";
              }
              case "setStatus" -> status = (int) arguments[0];
              case "getStatus" -> {
                return status;
              }
              case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
              case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
              case "setContentLength" -> length = (int) arguments[0];
              case "getOutputStream" -> {
                return this;
              }
              default -> throw new UnsupportedOperationException(name);
            }
            return null;
          });
    }

    public String text() {
      return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
      body.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
