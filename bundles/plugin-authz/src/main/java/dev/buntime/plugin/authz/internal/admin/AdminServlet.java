package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.plugin.authz.internal.store.StoreException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads bodies, and puts into words what goes wrong. */
abstract class AdminServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(AdminServlet.class);
  private static final int LARGEST = 4 << 20;

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(request, response);
    } catch (RefusedException e) {
      response.sendError(e.status(), e.getMessage());
    } catch (StoreException e) {
      response.sendError(status(e.reason()), sentence(String.valueOf(e.getMessage())));
    } catch (NotReadyException e) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    } catch (UnwrittenException e) {
      log.error("policies cannot be written: make room on the disk or mend its rights", e);
      response.sendError(
          HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
          "The policies cannot be written, so nothing was changed; the log says why.");
    }
  }

  /** Policies that were not written. */
  static final class UnwrittenException extends IOException {
    private static final long serialVersionUID = 1L;

    UnwrittenException(IOException cause) {
      super(cause);
    }
  }

  /** Answers a request. */
  abstract void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException;

  private static int status(StoreException.Reason reason) {
    return switch (reason) {
      case MISSING -> HttpServletResponse.SC_NOT_FOUND;
      case EXISTS, LOCKOUT, UNREADABLE -> HttpServletResponse.SC_CONFLICT;
      case STALE -> HttpServletResponse.SC_PRECONDITION_FAILED;
      case INVALID -> HttpServletResponse.SC_BAD_REQUEST;
    };
  }

  /** With a capital letter and a full stop; of a body, which is no file. */
  static String sentence(String problem) {
    String text = problem.replaceFirst("\\. Correct the file\\.?$", "");
    String begun =
        text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }

  /** The body, as text without a byte order mark. */
  static String body(HttpServletRequest request) throws IOException, RefusedException {
    byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw new RefusedException(
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "The body has more than %d bytes.".formatted(LARGEST));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      String content = text.startsWith("\ufeff") ? text.substring(1) : text;
      if (content.isBlank()) {
        throw new RefusedException(HttpServletResponse.SC_BAD_REQUEST, "The body is empty.");
      }
      return content;
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          HttpServletResponse.SC_BAD_REQUEST, "The body is not encoded in UTF-8.", e);
    }
  }

  /** Whether a text is XML, and not JSON. */
  static boolean isXml(String text) {
    return text.stripLeading().startsWith("<");
  }

  /** Refuses a method. */
  static RefusedException notAllowed(HttpServletResponse response, String allowed) {
    response.setHeader("Allow", allowed);
    return new RefusedException(
        HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Here is %s only.".formatted(allowed));
  }
}
