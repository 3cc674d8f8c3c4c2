package dev.buntime.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines in the format of the settings, as UTF-8. For {@code logback.xml}: {@code <encoder
 * class="dev.buntime.launcher.log.LineEncoder"/>}.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {
  /** Name of the object of the context that holds the format. */
  static final String FORMAT = "dev.buntime.format";

  private static final Secrets NONE = new Secrets();

  /** Made by Logback. */
  public LineEncoder() {}

  /** Has all encoders of a context write in the format that is in the reference at the time. */
  static void share(ch.qos.logback.core.Context context, AtomicReference<LogFormat> format) {
    context.putObject(FORMAT, format);
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    LogLine line =
        event instanceof AttributedEvent attributed
            ? attributed.line()
            : new AttributedEvent(event, null, NONE).line();
    String text = format() == LogFormat.JSON ? JsonText.of(line.members()) : PrettyLine.of(line);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private LogFormat format() {
    return getContext().getObject(FORMAT) instanceof AtomicReference<?> shared
            && shared.get() instanceof LogFormat format
        ? format
        : LogFormat.PRETTY;
  }

  @Override
  public byte @Nullable [] headerBytes() {
    return null;
  }

  @Override
  public byte @Nullable [] footerBytes() {
    return null;
  }
}
