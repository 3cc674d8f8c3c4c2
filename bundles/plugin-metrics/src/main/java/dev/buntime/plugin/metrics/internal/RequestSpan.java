package dev.buntime.plugin.metrics.internal;

import dev.buntime.runtime.MeasuredRequest;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * The request that is just recorded, as the Prometheus client asks for it when it takes an
 * exemplar.
 *
 * <p>The client knows traces and spans only. The runner has no spans, so the request id stands in
 * that place until {@link Exemplary} gives it its name. Thread-safe.
 */
final class RequestSpan implements SpanContext {
  /** Of all labels of an exemplar together there may be 128 characters (OpenMetrics 1.0). */
  private static final int LONGEST = 64;

  private final MeasuredRequest measured;

  RequestSpan(MeasuredRequest measured) {
    this.measured = measured;
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    return measured.traceId();
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    String id = measured.requestId();
    return id == null || id.length() > LONGEST ? null : id;
  }

  @Override
  public boolean isCurrentSpanSampled() {
    return measured.requestId() != null;
  }

  @Override
  public void markCurrentSpanAsExemplar() {
    // The runner does not choose which traces are kept.
  }
}
