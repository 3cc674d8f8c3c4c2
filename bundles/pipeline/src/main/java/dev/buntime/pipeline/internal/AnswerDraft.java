package dev.buntime.pipeline.internal;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the hands of one plugin. What that changes is changed here alone until the hook has
 * returned; after that, nothing can be changed.
 */
final class AnswerDraft implements PluginResponse {
  private static final Set<String> FRAMING =
      Set.of(
          HttpHeader.CONTENT_LENGTH.lowerCaseName(), HttpHeader.TRANSFER_ENCODING.lowerCaseName());

  private final PluginRequest request;
  private final AnswerHead before;
  private final List<BodyTransform> transforms = new ArrayList<>();
  private int status;
  private HttpFields.@Nullable Mutable fields; // null as long as none is changed
  private volatile boolean sealed;

  AnswerDraft(PluginRequest request, AnswerHead head) {
    this.request = request;
    this.before = head;
    this.status = head.status();
  }

  /** Refuses headers that follow from the body. */
  static void checkFraming(String header) {
    if (FRAMING.contains(header.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(header + " follows from the body and cannot be set");
    }
  }

  /**
   * Ends the plugin's access.
   *
   * @param guard what each transform goes through
   * @return the answer with all changes
   */
  AnswerHead seal(UnaryOperator<BodyTransform> guard) {
    sealed = true;
    HttpFields changed = fields;
    if (status == before.status() && changed == null && transforms.isEmpty()) {
      return before;
    }
    List<BodyTransform> all = new ArrayList<>(before.transforms());
    transforms.stream().map(guard).forEach(all::add);
    return new AnswerHead(
        status, changed == null ? before.fields() : changed.asImmutable(), List.copyOf(all), true);
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
    checkOpen();
    if (next < 200 || next > 599) {
      throw new IllegalArgumentException("status " + next + " is not in 200 to 599");
    }
    if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
      throw new IllegalStateException("the protocol is changed already; its status is 101");
    }
    status = next;
  }

  @Override
  public Set<String> headerNames() {
    return fields().stream()
        .map(field -> field.getLowerCaseName())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<String> headers(String name) {
    return List.copyOf(fields().getValuesList(name));
  }

  @Override
  public void setHeader(String name, String... values) {
    change(new HeaderChange(name, List.of(values)), true);
  }

  @Override
  public void addHeader(String name, String value) {
    change(new HeaderChange(name, List.of(value)), false);
  }

  private void change(HeaderChange change, boolean isReplacement) {
    checkOpen();
    checkFraming(change.name());
    HttpFields.Mutable own = fields;
    if (own == null) {
      own = HttpFields.build(before.fields());
      fields = own;
    }
    if (isReplacement) {
      own.remove(change.name());
    }
    for (String value : change.values()) {
      own.add(change.name(), value);
    }
  }

  @Override
  public void transformBody(BodyTransform transform) {
    checkOpen();
    transforms.add(Objects.requireNonNull(transform, "transform"));
  }

  private HttpFields fields() {
    HttpFields own = fields;
    return own == null ? before.fields() : own;
  }

  private void checkOpen() {
    if (sealed) {
      throw new IllegalStateException("the hook has returned; the answer can no longer be changed");
    }
  }
}
