package dev.buntime.pipeline.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * How long the body of a request may be, whoever answers it. A request keeps what it began with.
 */
@Component(service = BodyLimit.class, configurationPid = PipelineConfig.PID)
@Designate(ocd = PipelineConfig.class)
public final class BodyLimit {
  /** There is no limit. */
  static final long NONE = Long.MAX_VALUE;

  private volatile long bytes;

  /** Made by Declarative Services. */
  @Activate
  public BodyLimit(PipelineConfig config) {
    bytes = bytes(config);
  }

  /** Takes another limit, for requests that come from now on. */
  @Modified
  void modified(PipelineConfig config) {
    bytes = bytes(config);
  }

  private static long bytes(PipelineConfig config) {
    return config.limits_body() == 0 ? NONE : config.limits_body();
  }

  /** In bytes; {@link #NONE} if there is none. */
  long bytes() {
    return bytes;
  }

  /** Why a request with a longer body is refused. */
  static InvocationException tooLarge(long limit) {
    return new InvocationException(
        ErrorCode.BODY_TOO_LARGE,
        "The runner takes request bodies of at most " + limit + " bytes.");
  }
}
