package dev.buntime.plugin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An answer of which nothing is sent yet.
 *
 * <p>May be used by one thread at a time, and only until the hook returns.
 */
@ProviderType
public interface PluginResponse {

  /** The request, as the last plugin has left it. */
  PluginRequest request();

  /** Status, 101 or 200 to 599. */
  int status();

  /**
   * Changes the status.
   *
   * @throws IllegalArgumentException if it is not in 200 to 599
   * @throws IllegalStateException if the status is 101: the protocol has been changed already
   */
  void setStatus(int status);

  /** Names of all header fields, in lower case. */
  Set<String> headerNames();

  /** Values of all fields of this name, in the order of their lines; empty if there is none. */
  List<String> headers(String name);

  /** Value of the first field of this name. */
  default Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /**
   * Replaces all fields of this name by these; without values it removes them.
   *
   * @throws IllegalArgumentException as {@link HeaderChange} does, and for {@code Content-Length}
   *     and {@code Transfer-Encoding}, which follow from the body
   */
  void setHeader(String name, String... values);

  /**
   * Adds a field.
   *
   * @throws IllegalArgumentException as {@link #setHeader} does
   */
  void addHeader(String name, String value);

  /** Removes all fields of this name. */
  default void removeHeader(String name) {
    setHeader(name);
  }

  /**
   * Has the body go through a transform. Of several plugins the one that is called first, which is
   * the nearest to the app, transforms first. An answer without a body (to {@code HEAD}, 204, 304)
   * and one that changes the protocol (101) are not transformed. One with a part of a body (206) is
   * not sent at all: the client is answered 416. Whoever transforms may take {@code Range} and
   * {@code If-Range} out of the request to have the whole body answered.
   *
   * <p>The fields that tell of the bytes as the app gave them are taken out ({@code Accept-Ranges},
   * digests), and {@code ETag} becomes a weak one.
   */
  void transformBody(BodyTransform transform);
}
