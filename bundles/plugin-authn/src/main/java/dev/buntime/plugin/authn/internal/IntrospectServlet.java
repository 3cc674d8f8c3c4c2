package dev.buntime.plugin.authn.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /_/plugin-authn/introspect}: whether the form field {@code token} holds, and what it
 * says (RFC 7662). Behind the login of the management plane.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/introspect",
      "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name="
          + AuthnPlugin.NAME
          + ")"
    })
public final class IntrospectServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(IntrospectServlet.class);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final transient Introspection introspection;

  /** Made by Declarative Services. */
  @Activate
  public IntrospectServlet(@Reference Introspection introspection) {
    this.introspection = introspection;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String token = request.getParameter("token");
    if (token == null || token.isBlank()) {
      response.sendError(
          HttpServletResponse.SC_BAD_REQUEST, "The form needs the field token, with a token.");
      return;
    }
    AsyncContext async = request.startAsync();
    var _ = introspection.introspect(token.strip()).thenAccept(members -> answer(async, members));
  }

  private static void answer(AsyncContext async, Map<String, Object> members) {
    try {
      HttpServletResponse response = (HttpServletResponse) async.getResponse();
      byte[] body = JSON.writeValueAsBytes(members);
      response.setHeader("Cache-Control", "no-store");
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    } catch (IOException e) {
      log.debug("nobody takes the answer any more", e);
    } finally {
      async.complete();
    }
  }
}
