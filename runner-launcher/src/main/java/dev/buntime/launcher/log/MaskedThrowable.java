package dev.buntime.launcher.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A failure without the secrets in its messages, and in those of its causes. */
final class MaskedThrowable implements IThrowableProxy {
  private final IThrowableProxy failure;
  private final Secrets secrets;

  private MaskedThrowable(IThrowableProxy failure, Secrets secrets) {
    this.failure = failure;
    this.secrets = secrets;
  }

  /** The failure without secrets; null if there is no failure. */
  static @Nullable IThrowableProxy of(@Nullable IThrowableProxy failure, Secrets secrets) {
    return failure == null ? null : new MaskedThrowable(failure, secrets);
  }

  @Override
  public @Nullable String getMessage() {
    return masked(failure.getMessage());
  }

  @Override
  public @Nullable String getOverridingMessage() {
    return masked(failure.getOverridingMessage());
  }

  private @Nullable String masked(@Nullable String text) {
    return text == null ? null : secrets.mask("", text, AttributedEvent.LONGEST);
  }

  @Override
  public String getClassName() {
    return failure.getClassName();
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    return failure.getStackTraceElementProxyArray();
  }

  @Override
  public int getCommonFrames() {
    return failure.getCommonFrames();
  }

  @Override
  public @Nullable IThrowableProxy getCause() {
    return of(failure.getCause(), secrets);
  }

  @Override
  public IThrowableProxy @Nullable [] getSuppressed() {
    IThrowableProxy @Nullable [] suppressed = failure.getSuppressed();
    return suppressed == null
        ? null
        : Arrays.stream(suppressed)
            .map(each -> new MaskedThrowable(each, secrets))
            .toArray(IThrowableProxy[]::new);
  }

  @Override
  public boolean isCyclic() {
    return failure.isCyclic();
  }
}
