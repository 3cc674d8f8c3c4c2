package dev.buntime.plugin;

import dev.buntime.runtime.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a plugin wants to become of a request. Immutable, but for {@link Later}. */
public sealed interface Decision {

  /** The request goes on; see {@link Pass} for what can be changed. */
  static Pass pass() {
    return Pass.UNCHANGED;
  }

  /**
   * The plugin answers. No later plugin and no app sees the request.
   *
   * @param status 200 to 599
   * @throws IllegalArgumentException if the status is not in that range
   */
  static Answer answer(int status) {
    return new Answer(status, List.of(), new byte[0]);
  }

  /**
   * The plugin refuses the request: the runner answers with a problem document (RFC 9457), or with
   * a page for a browser.
   *
   * @param code decides the status
   * @param detail what, why and what to do next, for the client; no secrets
   */
  static Refuse refuse(ErrorCode code, String detail) {
    return new Refuse(code, detail, List.of());
  }

  /**
   * The plugin does not know yet. No thread waits; if the stage does not complete within the time
   * limit for hooks, the request is answered with 500 {@code PLUGIN_ERROR}.
   *
   * @param decision completes with the decision; exceptionally, or with null, is an error of the
   *     plugin
   */
  static Later later(CompletionStage<? extends Decision> decision) {
    return new Later(decision);
  }

  /**
   * The request goes on, for later plugins and for the app with these changes.
   *
   * @param headers to be replaced or removed, in this order
   * @param attributes to be set; apps see them as attributes of the servlet request
   * @param identity who makes the request; null leaves what is known
   */
  record Pass(
      List<HeaderChange> headers, Map<String, Object> attributes, @Nullable Identity identity)
      implements Decision {
    private static final Pass UNCHANGED = new Pass(List.of(), Map.of(), null);

    /** Copies its collections. */
    public Pass {
      headers = List.copyOf(headers);
      attributes = Map.copyOf(attributes);
    }

    /** Replaces all fields of this name by these. */
    public Pass withHeader(String name, String... values) {
      return new Pass(with(headers, name, List.of(values)), attributes, identity);
    }

    /** Removes all fields of this name. */
    public Pass withoutHeader(String name) {
      return new Pass(with(headers, name, List.of()), attributes, identity);
    }

    /** Sets an attribute. */
    public Pass withAttribute(String name, Object value) {
      var next = new LinkedHashMap<>(attributes);
      next.put(name, value);
      return new Pass(headers, next, identity);
    }

    /** Says who makes the request. */
    public Pass withIdentity(Identity who) {
      return new Pass(headers, attributes, Objects.requireNonNull(who, "who"));
    }
  }

  /** The answer of the plugin. */
  final class Answer implements Decision {
    private final int status;
    private final List<HeaderChange> headers;
    private final byte[] body;

    private Answer(int status, List<HeaderChange> headers, byte[] body) {
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status " + status + " is not in 200 to 599");
      }
      this.status = status;
      this.headers = List.copyOf(headers);
      this.body = body.clone();
    }

    /** 200 to 599. */
    public int status() {
      return status;
    }

    /** Headers to be set. */
    public List<HeaderChange> headers() {
      return headers;
    }

    /** A copy of the body, which may be empty; not sent to {@code HEAD} or with 204 and 304. */
    public byte[] body() {
      return body.clone();
    }

    /** Sets a header. */
    public Answer withHeader(String name, String... values) {
      return new Answer(status, with(headers, name, List.of(values)), body);
    }

    /**
     * Sets the body and its type.
     *
     * @param contentType for example {@code text/plain;charset=utf-8}
     */
    public Answer withBody(String contentType, byte[] content) {
      return new Answer(status, with(headers, "Content-Type", List.of(contentType)), content);
    }
  }

  /**
   * A refusal, to be put into words by the runner.
   *
   * @param code decides the status
   * @param detail for the client
   * @param headers to be set, {@code WWW-Authenticate} for example
   */
  record Refuse(ErrorCode code, String detail, List<HeaderChange> headers) implements Decision {
    /** Copies its list. */
    public Refuse {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(detail, "detail");
      headers = List.copyOf(headers);
    }

    /** Sets a header. */
    public Refuse withHeader(String name, String... values) {
      return new Refuse(code, detail, with(headers, name, List.of(values)));
    }
  }

  /**
   * A decision that is still to come; may itself be another one that is still to come.
   *
   * @param decision completes with it
   */
  record Later(CompletionStage<? extends Decision> decision) implements Decision {}

  private static List<HeaderChange> with(
      List<HeaderChange> headers, String name, List<String> values) {
    var next = new ArrayList<>(headers);
    next.add(new HeaderChange(name, values));
    return next;
  }
}
