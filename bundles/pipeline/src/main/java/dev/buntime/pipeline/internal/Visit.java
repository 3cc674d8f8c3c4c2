package dev.buntime.pipeline.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugins.Inbound;
import dev.buntime.plugins.Passage;
import dev.buntime.runtime.InvocationException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A request on its way through the plugins: it is answered by one of them, or it arrives. What it
 * is answered with goes the same way back, see {@link AnswerTap}.
 */
final class Visit implements Inbound {
  private final Passage passage;
  private final ShownRequest shown;
  private final Response response;
  private final Callback callback;
  private final Consumer<Request> onArrival;

  /**
   * @param onArrival gets the request as the plugins have left it, on whichever thread
   */
  Visit(
      Passage passage,
      ShownRequest shown,
      Response response,
      Callback callback,
      Consumer<Request> onArrival) {
    this.passage = passage;
    this.shown = shown;
    this.response = response;
    this.callback = callback;
    this.onArrival = onArrival;
  }

  /** Asks the plugins; does not wait. */
  void begin() {
    AnswerTap.put(shown, passage);
    passage.request(this);
  }

  /** Answers without asking them; they see the answer. */
  void refuse(InvocationException why) {
    AnswerTap.putOrClose(shown, passage);
    failed(why);
  }

  @Override
  public PluginRequest request() {
    return shown.view();
  }

  @Override
  public boolean passesOverFailures() {
    return shown.isOwn();
  }

  @Override
  public void passed(String plugin, Decision.Pass pass) {
    shown.passed(plugin, pass);
  }

  @Override
  public void arrived() {
    onArrival.accept(shown.changed());
  }

  @Override
  public void answered(Decision.Answer answer) {
    checkFraming(answer.headers());
    Answers.leaveBody(shown.client(), response);
    response.setStatus(answer.status());
    RequestTraits.apply(answer.headers(), response.getHeaders());
    byte[] body = AnswerPlan.hasNoBody(answer.status()) ? new byte[0] : answer.body();
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  @Override
  public void refused(Decision.Refuse refusal) {
    checkFraming(refusal.headers());
    RequestTraits.apply(refusal.headers(), response.getHeaders());
    failed(new InvocationException(refusal.code(), refusal.detail()));
  }

  @Override
  public void failed(InvocationException why) {
    Answers.refusal(shown.client(), response, callback, shown.problem(why));
  }

  private static void checkFraming(List<HeaderChange> headers) {
    headers.forEach(header -> AnswerDraft.checkFraming(header.name()));
  }
}
