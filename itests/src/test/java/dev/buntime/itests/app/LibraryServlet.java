package dev.buntime.itests.app;

import dev.buntime.itests.lib.Library;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says which library it has got. */
public class LibraryServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if ("/spin".equals(request.getPathInfo())) {
      Library.spin();
    }
    response.getWriter().print(Library.version() + " " + Library.calls());
  }
}
