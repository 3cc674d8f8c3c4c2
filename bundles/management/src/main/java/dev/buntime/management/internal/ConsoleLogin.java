package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;

/**
 * Lets people into the Felix web console by the door of the management API. Most of its pages show
 * what configurations hold, which may be secrets that nobody calls so, and are for admins, as is
 * all that changes something; who may look may look at the bundles and their licenses.
 */
final class ConsoleLogin implements SecurityProvider {
  /** Pages that show nothing that a configuration holds; the scripts and styles of all pages. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "/?|/(bundles|licenses)(\\.json|\\.nfo)?|/(bundles|res)(/.*)?|/licenses/?"
              // else the page gives out any file of any bundle
              + "|/licenses/\\d+/(.*/)?(README|DISCLAIMER|LICENSE|NOTICE)[^/]*");

  private final ManagementDoor door;

  ConsoleLogin(ManagementDoor door) {
    this.door = door;
  }

  @Override
  public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
    try {
      return door.admit(request, response, needed(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Permission needed(HttpServletRequest request) {
    String path = Objects.requireNonNullElse(request.getPathInfo(), "");
    return Guarded.isRead(request) && HARMLESS.matcher(path).matches()
        ? Permission.READ
        : Permission.ADMIN;
  }

  @Override
  public boolean authorize(Object user, String role) {
    return user instanceof Login login && login.may(Permission.ADMIN);
  }

  @Override
  public void logout(HttpServletRequest request, HttpServletResponse response) {
    // HTTP Basic has no session: the browser forgets the password when it is closed.
  }
}
