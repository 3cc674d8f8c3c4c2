package dev.buntime.plugin.authn.internal.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /_/plugin-authn/keys}: the API keys. {@code GET} lists them, {@code POST} makes one and
 * shows it for the only time, {@code DELETE /keys/<id>} deletes one. Behind the login of the
 * management plane.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/keys",
      "osgi.http.whiteboard.servlet.pattern=/keys/*",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=plugin-authn)"
    })
public final class KeysServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(KeysServlet.class);
  private static final int LONGEST_BODY = 16 * 1024;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final transient KeyHolder holder;

  /** Made by Declarative Services. */
  @Activate
  public KeysServlet(@Reference KeyHolder holder) {
    this.holder = holder;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ApiKeys> keys = holder.apiKeys();
    if (keys.isEmpty()) {
      response.sendError(
          HttpServletResponse.SC_NOT_FOUND,
          "API keys are not switched on: give plugin-authn the provider apiKey.");
      return;
    }
    String id = Objects.requireNonNullElse(request.getPathInfo(), "").replaceFirst("^/", "");
    String method = request.getMethod();
    if (id.isEmpty() && (method.equals("GET") || method.equals("HEAD"))) {
      send(response, Map.of("keys", list(keys.get())));
    } else if (id.isEmpty() && method.equals("POST")) {
      post(keys.get(), request, response);
    } else if (!id.isEmpty() && method.equals("DELETE")) {
      delete(keys.get(), id, response);
    } else {
      response.setHeader("Allow", id.isEmpty() ? "GET, HEAD, POST" : "DELETE");
      response.sendError(
          HttpServletResponse.SC_METHOD_NOT_ALLOWED,
          "GET and POST go to /_/plugin-authn/keys, DELETE to /_/plugin-authn/keys/<id>.");
    }
  }

  private static List<Map<String, Object>> list(ApiKeys keys) {
    return keys.all().stream().map(KeyText::of).toList();
  }

  private static void post(ApiKeys keys, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      response.sendError(
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "The body has more than %d bytes.".formatted(LONGEST_BODY));
      return;
    }
    ApiKeys.NewKey made;
    try {
      made = keys.make(KeyRequest.of(new String(body, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
      return;
    } catch (IllegalStateException e) {
      response.sendError(HttpServletResponse.SC_CONFLICT, e.getMessage());
      return;
    } catch (IOException e) {
      unwritten(response, e);
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>(KeyText.of(made.key()));
    members.put("key", made.secret());
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader("Location", "/_/plugin-authn/keys/" + made.key().id());
    send(response, members);
  }

  private static void delete(ApiKeys keys, String id, HttpServletResponse response)
      throws IOException {
    try {
      if (keys.delete(id)) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      } else {
        response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no key with this id.");
      }
    } catch (IllegalStateException e) {
      response.sendError(HttpServletResponse.SC_CONFLICT, e.getMessage());
    } catch (IOException e) {
      unwritten(response, e);
    }
  }

  private static void unwritten(HttpServletResponse response, IOException problem)
      throws IOException {
    log.error("the API keys cannot be written: make room on the disk or mend its rights", problem);
    response.sendError(
        HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
        "The keys cannot be written, so nothing was changed; the log says why.");
  }

  private static void send(HttpServletResponse response, Object tree) throws IOException {
    byte[] body = JSON.writeValueAsBytes(tree);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
