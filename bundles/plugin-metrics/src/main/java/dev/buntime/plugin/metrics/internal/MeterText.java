package dev.buntime.plugin.metrics.internal;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of all meters, in format 0.0.4 of Prometheus or in OpenMetrics 1.0.
 *
 * <p>The client has writers for both, and they write what is rare. Those meters that each app
 * version has come by the thousand and are written here: the writers check each name anew for each
 * line and lock for each word, which alone would take half of the time that a scrape may take. Not
 * thread-safe.
 */
final class MeterText {
  /** Characters that are sent together; G1 would treat the whole text as a giant. */
  private static final int PART = 32 << 10;

  private final boolean isOpenMetrics;
  private final OutputStream out;
  private final StringBuilder text = new StringBuilder(2 * PART);

  /** What a meter is. */
  enum Kind {
    /** A figure that goes up and down. */
    GAUGE("gauge", ""),
    /** A figure that only goes up; its lines have a suffix. */
    COUNTER("counter", "_total"),
    /** Figures of many things, sorted into buckets. */
    HISTOGRAM("histogram", "");

    private final String word;
    private final String suffix;

    Kind(String word, String suffix) {
      this.word = word;
      this.suffix = suffix;
    }
  }

  /**
   * Begins a text.
   *
   * @param isOpenMetrics which of the two formats
   * @param out gets it, in UTF-8 and in parts
   */
  MeterText(boolean isOpenMetrics, OutputStream out) {
    this.isOpenMetrics = isOpenMetrics;
    this.out = out;
  }

  /** The media type of a format. */
  static String contentType(boolean isOpenMetrics) {
    return writer(isOpenMetrics).getContentType();
  }

  private static ExpositionFormatWriter writer(boolean isOpenMetrics) {
    return isOpenMetrics
        ? OpenMetricsTextFormatWriter.create()
        : PrometheusTextFormatWriter.create();
  }

  /** One label, as it stands in a line; those of a line are joined by commas. */
  static String label(String name, String value) {
    return name + "=\"" + escaped(value) + "\"";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /**
   * What stands before the lines of a meter.
   *
   * @param name the meter's, with its unit and without a suffix
   * @param help without quotes, backslashes and line breaks
   */
  void head(Kind kind, String name, String help) {
    String shown = isOpenMetrics ? name : name + kind.suffix;
    String type = "# TYPE " + shown + ' ' + kind.word + '\n';
    String about = "# HELP " + shown + ' ' + help + '\n';
    text.append(isOpenMetrics ? type + about : about + type);
  }

  /** The line of a gauge or a counter. */
  void line(Kind kind, String name, String labels, double value) throws IOException {
    text.append(name).append(kind.suffix).append('{').append(labels).append("} ").append(value);
    end();
  }

  /** The lines of a histogram. */
  void lines(String name, String labels, VersionTimer timer) throws IOException {
    String head = name + "_bucket{" + labels + ",le=\"";
    long count = 0;
    for (int bucket = 0; bucket < timer.buckets(); bucket++) {
      count += timer.count(bucket);
      text.append(head).append(bound(timer.bound(bucket))).append("\"} ").append(count);
      example(timer.example(bucket));
      end();
    }
    text.append(name).append("_count{").append(labels).append("} ").append(count);
    end();
    text.append(name).append("_sum{").append(labels).append("} ");
    text.append(timer.totalTime(timer.baseTimeUnit()));
    end();
  }

  private static String bound(double value) {
    return Double.isInfinite(value) ? "+Inf" : Double.toString(value);
  }

  private void example(@Nullable Example example) {
    if (!isOpenMetrics || example == null) {
      return;
    }
    text.append(" # {").append(label("request_id", example.requestId()));
    if (example.traceId() != null) {
      text.append(',').append(label("trace_id", example.traceId()));
    }
    text.append("} ").append(example.seconds());
    text.append(' ').append(BigDecimal.valueOf(example.atMillis(), 3));
  }

  private void end() throws IOException {
    text.append('\n');
    if (text.length() >= PART) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    text.setLength(0);
  }

  /** All others, and the end of the text. */
  void rest(MetricSnapshots others) throws IOException {
    flush();
    writer(isOpenMetrics).write(out, others);
  }
}
