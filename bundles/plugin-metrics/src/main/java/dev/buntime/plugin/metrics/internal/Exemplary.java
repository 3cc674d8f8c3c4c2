package dev.buntime.plugin.metrics.internal;

import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Names the ids in exemplars of histograms: those of requests and of traces. */
final class Exemplary {
  private static final String REQUEST_ID = "request_id";

  private Exemplary() {}

  /** The same meters, with the names. */
  static MetricSnapshots named(MetricSnapshots all) {
    return new MetricSnapshots(all.stream().map(Exemplary::named).toList());
  }

  private static MetricSnapshot named(MetricSnapshot one) {
    return one instanceof HistogramSnapshot histogram
        ? new HistogramSnapshot(
            histogram.getMetadata(),
            histogram.getDataPoints().stream().map(Exemplary::named).toList())
        : one;
  }

  private static HistogramDataPointSnapshot named(HistogramDataPointSnapshot point) {
    if (point.getExemplars().size() == 0) {
      return point;
    }
    List<Exemplar> named = new ArrayList<>();
    point.getExemplars().forEach(exemplar -> named.add(named(exemplar)));
    return new HistogramDataPointSnapshot(
        point.getClassicBuckets(),
        point.getSum(),
        point.getLabels(),
        Exemplars.of(named),
        point.getCreatedTimestampMillis());
  }

  private static Exemplar named(Exemplar exemplar) {
    Labels ids = exemplar.getLabels();
    Labels named =
        Labels.of(
            REQUEST_ID,
            Objects.requireNonNullElse(ids.get(Exemplar.SPAN_ID), ""),
            Exemplar.TRACE_ID,
            Objects.requireNonNullElse(ids.get(Exemplar.TRACE_ID), ""));
    return new Exemplar(exemplar.getValue(), named, exemplar.getTimestampMillis());
  }
}
