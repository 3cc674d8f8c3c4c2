package dev.buntime.plugin.authz.internal.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.util.Objects;
import java.util.Set;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * The tab <i>Policies</i> of the web console: lists policies, changes and tries them, and shows
 * their history. The page holds no data; its scripts ask the API of the plugin. Thread-safe.
 *
 * <p>It is there as long as the bundle, also while the plugin is not in force, and then says so.
 */
@Component(
    service = Servlet.class,
    property = {
      ServletConstants.PLUGIN_LABEL + "=" + PoliciesTab.LABEL,
      ServletConstants.PLUGIN_TITLE + "=Policies",
      ServletConstants.PLUGIN_CATEGORY + "=Buntime",
      ServletConstants.PLUGIN_CSS_REFERENCES + "=/" + PoliciesTab.LABEL + "/res/policies.css"
    })
public final class PoliciesTab extends AbstractServlet {
  static final String LABEL = "policies";

  /** Scripts in the order in which the page loads them, its style, and texts to begin with. */
  static final Set<String> FILES =
      Set.of(
          "page.js",
          "list.js",
          "editor.js",
          "history.js",
          "whatif.js",
          "policies.css",
          "new-policy.json",
          "new-policy.xml");

  private static final long serialVersionUID = 1L;
  private static final String PAGE = "/" + LABEL;
  private static final String RESOURCES = PAGE + "/res/";

  /** A file of the page; the page itself is written between header and footer of the console. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String path = Objects.requireNonNullElse(request.getPathInfo(), "");
    if (path.equals(PAGE) || path.equals(PAGE + "/")) {
      return;
    }
    if (getResource(path) == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND, "The page Policies has no such file.");
      return;
    }
    response.setHeader("Cache-Control", "private, no-cache"); // another version may come
    spoolResource(request, response);
  }

  @Override
  protected @Nullable URL getResource(String path) {
    String name = path.startsWith(RESOURCES) ? path.substring(RESOURCES.length()) : "";
    return FILES.contains(name) ? PoliciesTab.class.getResource(name) : null;
  }

  @Override
  public void renderContent(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(page());
  }

  /** The page, with {@code ${pluginRoot}} for its address, which the console puts in. */
  String page() throws IOException {
    return readTemplateFile("policies.html");
  }
}
