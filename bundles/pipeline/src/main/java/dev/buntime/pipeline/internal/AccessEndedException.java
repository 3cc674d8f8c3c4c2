package dev.buntime.pipeline.internal;

import java.io.IOException;
import org.eclipse.jetty.io.QuietException;

/** An app used a request or response after its access had ended; Jetty does not log it. */
final class AccessEndedException extends IOException implements QuietException {
  private static final long serialVersionUID = 1L;

  AccessEndedException(Exchange exchange) {
    super(
        "the request "
            + exchange.requestId()
            + " of "
            + exchange.app()
            + " is over; its request and response can no longer be used");
  }
}
