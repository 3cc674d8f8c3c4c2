package dev.buntime.plugin.authn.internal.token;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The body of an answer as a text, up to a number of bytes; a longer one is an error. */
final class BoundedBody implements BodySubscriber<String> {
  private final int most;
  private final BodySubscriber<String> text =
      java.net.http.HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
  private @Nullable Subscription subscription; // set before any piece comes
  private long bytes;

  BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text.getBody();
  }

  @Override
  public void onSubscribe(Subscription started) {
    subscription = started;
    text.onSubscribe(started);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    bytes += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes <= most) {
      text.onNext(pieces);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    text.onError(new IOException("the answer is longer than " + most + " bytes"));
  }

  @Override
  public void onError(Throwable failure) {
    text.onError(failure);
  }

  @Override
  public void onComplete() {
    text.onComplete();
  }
}
