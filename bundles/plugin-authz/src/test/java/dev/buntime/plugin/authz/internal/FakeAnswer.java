package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer without a server. */
final class FakeAnswer implements PluginResponse {
  private final Map<String, List<String>> headers = new TreeMap<>();
  private final PluginRequest request;
  private int status;
  private @Nullable BodyTransform transform;

  FakeAnswer(PluginRequest request, int status) {
    this.request = request;
    this.status = status;
  }

  /** The body that is sent for one that an app gives, which comes in pieces of some bytes. */
  String body(String given, int bytes) throws IOException {
    if (transform == null) {
      return given;
    }
    byte[] all = given.getBytes(StandardCharsets.UTF_8);
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < all.length; i += bytes) {
      ByteBuffer piece = ByteBuffer.wrap(all, i, Math.min(bytes, all.length - i));
      sent.append(StandardCharsets.UTF_8.decode(transform.transform(piece, false)));
    }
    return sent.append(
            StandardCharsets.UTF_8.decode(transform.transform(ByteBuffer.allocate(0), true)))
        .toString();
  }

  @Override
  public PluginRequest request() {
    return request;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void setStatus(int next) {
    status = next;
  }

  @Override
  public Set<String> headerNames() {
    return headers.keySet();
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public void setHeader(String name, String... values) {
    if (values.length == 0) {
      headers.remove(name.toLowerCase(Locale.ROOT));
    } else {
      headers.put(name.toLowerCase(Locale.ROOT), new ArrayList<>(List.of(values)));
    }
  }

  @Override
  public void addHeader(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(value);
  }

  @Override
  public void transformBody(BodyTransform next) {
    transform = next;
  }
}
