package dev.buntime.repositories.internal;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** A body that is given up as soon as it is longer than allowed. For one response. */
final class LimitedBody<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> target;
  private final long most;
  private Subscription subscription = new Nothing();
  private long seen;

  /**
   * @param most bytes
   */
  LimitedBody(BodySubscriber<T> target, long most) {
    this.target = target;
    this.most = most;
  }

  @Override
  public CompletionStage<T> getBody() {
    return target.getBody();
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    target.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (seen > most) {
      return; // given up
    }
    for (ByteBuffer buffer : buffers) {
      seen += buffer.remaining();
    }
    if (seen > most) {
      subscription.cancel();
      target.onError(new IOException("it has more than " + most + " bytes"));
    } else {
      target.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (seen <= most) {
      target.onError(failure);
    }
  }

  @Override
  public void onComplete() {
    if (seen <= most) {
      target.onComplete();
    }
  }

  /** What there is before the body. */
  private static final class Nothing implements Subscription {
    @Override
    public void request(long count) {
      // Nothing to ask for.
    }

    @Override
    public void cancel() {
      // Nothing to give up.
    }
  }
}
