package dev.buntime.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Changes the body of one answer while it streams.
 *
 * <p>Called by one thread at a time, on the thread that sends; it must not wait for anything.
 */
@ConsumerType
@FunctionalInterface
public interface BodyTransform {

  /**
   * Transforms the next piece of the body.
   *
   * @param piece valid until the call returns; may be empty
   * @param last whether it is the last piece
   * @return what is to be sent now, perhaps nothing; the runner may keep it, so it must not be used
   *     again. It may be {@code piece} itself.
   * @throws IOException if the body cannot be sent; the connection is cut or, if nothing is sent
   *     yet, the request answered with 500 {@code PLUGIN_ERROR}
   */
  ByteBuffer transform(ByteBuffer piece, boolean last) throws IOException;
}
