package dev.buntime.pipeline.internal;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Outbound;
import dev.buntime.plugins.Passage;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer leaves Jetty's request for its connection, whoever gives it and on whichever
 * thread: it holds the answer until the plugins have seen it.
 *
 * <pre>
 * Waiting → Held → Opening → Open → Broken
 *    │       ├→ Settled  │     │      │
 *    └───────┴─────┴─────┴─────┴──────┴→ Over
 * </pre>
 *
 * <p>Jetty lets one write of a request be under way at a time, so there is nothing to queue while
 * an answer is held; to Jetty it looks like one that a slow client has not read yet. If the request
 * ends meanwhile, what is held is forgotten: Jetty has told its writer already.
 */
final class AnswerTap extends StreamRelay implements Outbound {
  /** Writes of an answer that nobody gets which are borne. */
  static final int PATIENCE = 8;

  private final ShownRequest shown;
  private final Passage passage;
  private final AtomicReference<Phase> phase = new AtomicReference<>(new Waiting());
  private volatile @Nullable AnswerHead head; // set when an answer is held

  private sealed interface Phase {}

  /** Nothing of an answer has come. */
  private record Waiting() implements Phase {}

  /** An answer has come, and the plugins are looking at it. */
  private record Held(
      MetaData.Request request,
      MetaData.Response response,
      boolean last,
      @Nullable ByteBuffer content,
      Callback callback)
      implements Phase {}

  /** The head is being sent. */
  private record Opening(AnswerBody body) implements Phase {}

  /** The head is sent, or could not be. */
  private record Open(AnswerBody body) implements Phase {}

  /**
   * All is sent that will be, and not by whoever writes.
   *
   * @param patience writes before the last one that they may still lose without harm
   */
  private record Settled(AtomicInteger patience) implements Phase {
    boolean bears() {
      return patience.getAndDecrement() > 0;
    }
  }

  /** The body cannot go on. */
  private record Broken(IOException why) implements Phase {}

  /** The request has ended. */
  private record Over() implements Phase {}

  private AnswerTap(HttpStream stream, ShownRequest shown, Passage passage) {
    super(stream);
    this.shown = shown;
    this.passage = passage;
  }

  /** Has the answer to a request shown to the plugins, if one of them wants to see it. */
  static void put(ShownRequest shown, Passage passage) {
    if (passage.hearsAnswers()) {
      shown.client().addHttpStreamWrapper(stream -> new AnswerTap(stream, shown, passage));
    }
  }

  /** The same for a request that they are not asked about; if none wants to, that is all. */
  static void putOrClose(ShownRequest shown, Passage passage) {
    put(shown, passage);
    if (!passage.hearsAnswers()) {
      passage.close();
    }
  }

  @Override
  public void send(
      MetaData.Request request,
      MetaData.@Nullable Response response,
      boolean last,
      @Nullable ByteBuffer content,
      Callback callback) {
    switch (phase.get()) {
      case Waiting waiting when response != null && !HttpStatus.isInterim(response.getStatus()) ->
          hold(waiting, new Held(request, response, last, content, callback));
      case Open open when response == null -> goOn(open, request, last, content, callback);
      case Settled settled when !last && !settled.bears() ->
          callback.failed(new EofException("nobody gets this answer: a plugin has ended it"));
      case Settled _ -> callback.succeeded();
      case Broken(IOException why) -> callback.failed(why);
      case Waiting _, Held _, Opening _, Open _, Over _ ->
          stream.send(request, response, last, content, callback);
    }
  }

  private void hold(Waiting waiting, Held answer) {
    head = AnswerHead.of(answer.response());
    if (phase.compareAndSet(waiting, answer)) {
      passage.answer(this);
    } else {
      answer.callback().failed(new IOException("the request is over"));
    }
  }

  private void goOn(
      Open open,
      MetaData.Request request,
      boolean last,
      @Nullable ByteBuffer content,
      Callback callback) {
    ByteBuffer piece;
    try {
      piece = open.body().next(content, last);
    } catch (IOException e) {
      phase.compareAndSet(open, new Broken(e));
      callback.failed(e);
      return;
    }
    stream.send(request, null, last, piece, callback);
  }

  @Override
  public PluginResponse draft() {
    return new AnswerDraft(shown.view(), head());
  }

  @Override
  public boolean passesOverFailures() {
    return shown.isOwn();
  }

  @Override
  public void accept(PluginResponse draft, UnaryOperator<BodyTransform> guard) {
    head = ((AnswerDraft) draft).seal(guard);
  }

  private AnswerHead head() {
    AnswerHead known = head;
    if (known == null) {
      throw new IllegalStateException("there is no answer yet");
    }
    return known;
  }

  @Override
  public void done() {
    if (!(phase.get() instanceof Held held)) {
      return; // over meanwhile
    }
    AnswerHead head = head();
    if (AnswerPlan.isPartToTransform(held.response(), head)) {
      replace(held, noPart());
      return;
    }
    AnswerPlan plan = AnswerPlan.of(held.request(), held.response(), held.last(), head);
    if (plan.isBodyDropped()) {
      settle(held, plan.response(), null);
      return;
    }
    ByteBuffer content;
    try {
      content = plan.body().next(held.content(), held.last());
    } catch (IOException e) {
      replace(held, shown.problem(reason(e)));
      return;
    }
    Opening opening = new Opening(plan.body());
    if (phase.compareAndSet(held, opening)) {
      send(held, plan, content, new Sent(opening, held.callback()));
    }
  }

  private void send(Held held, AnswerPlan plan, @Nullable ByteBuffer content, Callback sent) {
    if (!plan.isOpenEnded()) {
      stream.send(held.request(), plan.response(), held.last(), content, sent);
      return;
    }
    Callback rest =
        held.last()
            ? Callback.from(() -> stream.send(held.request(), null, true, null, sent), sent::failed)
            : sent;
    stream.send(held.request(), plan.response(), false, null, rest);
  }

  private static InvocationException reason(IOException failure) {
    return failure.getCause() instanceof InvocationException why
        ? why
        : new InvocationException(ErrorCode.PLUGIN_ERROR, "A plugin failed on the body.");
  }

  @Override
  public void failed(InvocationException why) {
    if (phase.get() instanceof Held held) {
      replace(held, shown.problem(why));
    }
  }

  /** A plugin that hides something must not be evaded by asking for the rest. */
  private Problem noPart() {
    return shown.problem(
        HttpStatus.RANGE_NOT_SATISFIABLE_416,
        "A plugin changes this body, so it is sent as a whole or not at all. Ask without Range.");
  }

  /** Answers in the stead of whoever did. */
  private void replace(Held held, Problem why) {
    RunnerAnswer answer = Answers.problem(shown.client(), why);
    MetaData.Response head =
        answer.inSteadOf(held.response(), held.last(), stream::prepareResponse);
    settle(held, head, ByteBuffer.wrap(answer.body()));
  }

  /**
   * Sends something else than whoever writes gives, and the end with it. A little of what they go
   * on to write is lost without any harm to them; then they are told, as when a client is gone:
   * they might go on for ever. An event stream has no end for sure.
   */
  private void settle(Held held, MetaData.Response head, @Nullable ByteBuffer body) {
    int patience = isEventStream(held) ? 0 : PATIENCE;
    if (phase.compareAndSet(held, new Settled(new AtomicInteger(patience)))) {
      shown.client().removeAttribute(UPGRADE_CONNECTION_ATTRIBUTE);
      stream.send(held.request(), head, true, body, held.callback());
    } // else it is over meanwhile
  }

  private static boolean isEventStream(Held held) {
    String type = held.response().getHttpFields().get(HttpHeader.CONTENT_TYPE);
    return type != null && type.startsWith("text/event-stream");
  }

  @Override
  public boolean isCommitted() {
    return switch (phase.get()) {
      case Held _, Opening _, Settled _, Broken _ -> true;
      case Waiting _, Open _, Over _ -> stream.isCommitted();
    };
  }

  @Override
  public void succeeded() {
    end();
    stream.succeeded();
  }

  @Override
  public void failed(Throwable failure) {
    end();
    stream.failed(failure);
  }

  private void end() {
    phase.set(new Over());
    passage.close();
  }

  /** Hears that the head is sent, or could not be. */
  private final class Sent extends Callback.Nested {
    private final Opening opening;

    Sent(Opening opening, Callback writer) {
      super(writer);
      this.opening = opening;
    }

    @Override
    public void succeeded() {
      opened();
      super.succeeded();
    }

    @Override
    public void failed(Throwable failure) {
      opened();
      super.failed(failure);
    }

    private void opened() {
      var _ = phase.compareAndSet(opening, new Open(opening.body()));
    }
  }
}
