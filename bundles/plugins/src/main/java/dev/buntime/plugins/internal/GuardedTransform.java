package dev.buntime.plugins.internal;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.runtime.InvocationException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A transform of a plugin, which is not called any more when the plugin is gone. Whatever it throws
 * becomes an {@link IOException}, and is counted.
 */
final class GuardedTransform implements BodyTransform {
  private final Seat seat;
  private final String requestId;
  private final BodyTransform transform;

  GuardedTransform(Seat seat, String requestId, BodyTransform transform) {
    this.seat = seat;
    this.requestId = requestId;
    this.transform = transform;
  }

  @Override
  public ByteBuffer transform(ByteBuffer piece, boolean last) throws IOException {
    InvocationException obstacle = seat.obstacle();
    if (obstacle != null) {
      throw new IOException(obstacle.detail(), obstacle);
    }
    ByteBuffer changed;
    try {
      changed = seat.run(requestId, () -> transform.transform(piece, last));
    } catch (Throwable failure) { // whatever a plugin throws must not get to the app
      throw broken(seat.threw(Hook.RESPONSE, requestId, failure));
    }
    if (changed == null) {
      throw broken(seat.erred(Hook.RESPONSE, requestId, "its transform of the body returned null"));
    }
    return changed;
  }

  private static IOException broken(InvocationException why) {
    return new IOException(why.detail(), why);
  }
}
