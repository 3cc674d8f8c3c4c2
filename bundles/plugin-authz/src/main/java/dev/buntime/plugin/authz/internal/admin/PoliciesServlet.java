package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.plugin.authz.internal.store.StoreException;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /_/plugin-authz/policies}: the policies. {@link PolicyReads} and {@link PolicyWrites} say
 * which routes there are. Behind the login of the management plane.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/policies",
      "osgi.http.whiteboard.servlet.pattern=/policies/*",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=plugin-authz)"
    })
public final class PoliciesServlet extends AdminServlet {
  private static final long serialVersionUID = 1L;

  private final transient PolicyReads reads;
  private final transient PolicyWrites writes;

  /** Made by Declarative Services. */
  @Activate
  public PoliciesServlet(@Reference PolicyPoint point) {
    reads = new PolicyReads(point);
    writes = new PolicyWrites(point);
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    String path = Objects.requireNonNullElse(request.getPathInfo(), "");
    List<String> segments =
        Arrays.stream(path.split("/")).filter(segment -> !segment.isEmpty()).toList();
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    boolean isKnown =
        switch (segments.size()) {
          case 0 -> ofAll(method, request, response);
          case 1 -> ofOne(method, segments.getFirst(), request, response);
          case 2 -> below(method, segments.getFirst(), segments.get(1), request, response);
          case 3 -> {
            if (!segments.get(1).equals("versions")) {
              yield false;
            }
            onlyGet(method, response);
            reads.version(segments.getFirst(), segments.get(2), response);
            yield true;
          }
          default -> false;
        };
    if (!isKnown) {
      throw new RefusedException(
          HttpServletResponse.SC_NOT_FOUND,
          "There is no %s below /_/plugin-authz/policies.".formatted(path));
    }
  }

  private boolean ofAll(String method, HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    switch (method) {
      case "GET" -> {
        if ("true".equals(request.getParameter("deleted"))) {
          reads.deleted(response);
        } else {
          reads.all(response);
        }
      }
      case "POST" -> writes.create(request, response);
      default -> throw notAllowed(response, "GET, HEAD, POST");
    }
    return true;
  }

  private boolean ofOne(
      String method, String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    switch (name) {
      case "validate" -> {
        if (!method.equals("POST")) {
          throw notAllowed(response, "POST");
        }
        writes.validate(request, response);
      }
      case "order" -> {
        switch (method) {
          case "GET" -> reads.order(response);
          case "PUT" -> writes.order(request, response);
          default -> throw notAllowed(response, "GET, HEAD, PUT");
        }
      }
      default -> {
        switch (method) {
          case "GET" -> reads.one(name, response);
          case "PUT" -> writes.put(name, request, response);
          case "DELETE" -> writes.delete(name, request, response);
          default -> throw notAllowed(response, "GET, HEAD, PUT, DELETE");
        }
      }
    }
    return true;
  }

  private boolean below(
      String method,
      String id,
      String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    switch (name) {
      case "versions" -> {
        onlyGet(method, response);
        reads.versions(id, response);
      }
      case "diff" -> {
        onlyGet(method, response);
        reads.diff(id, request, response);
      }
      case "rollback" -> {
        if (!method.equals("POST")) {
          throw notAllowed(response, "POST");
        }
        writes.rollback(id, request, response);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void onlyGet(String method, HttpServletResponse response) throws RefusedException {
    if (!method.equals("GET")) {
      throw notAllowed(response, "GET, HEAD");
    }
  }
}
