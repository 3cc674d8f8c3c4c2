package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;

/** Lets the admin into the Felix web console, with the login of the management API. */
final class ConsoleLogin implements SecurityProvider {
  private final AdminLogin login;

  ConsoleLogin(AdminLogin login) {
    this.login = login;
  }

  @Override
  public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
    try {
      return login.admit(request, response) ? AdminLogin.USER : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean authorize(Object user, String role) {
    return AdminLogin.USER.equals(user);
  }

  @Override
  public void logout(HttpServletRequest request, HttpServletResponse response) {
    // HTTP Basic has no session: the browser forgets the password when it is closed.
  }
}
