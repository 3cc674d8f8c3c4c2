package dev.buntime.pipeline.internal;

import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.MetaData;

/** An answer of the runner itself, with a body that is there as a whole. */
final class RunnerAnswer {
  private final int status;
  private final HttpFields.Mutable fields = HttpFields.build();
  private final byte[] body;

  private RunnerAnswer(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  static RunnerAnswer of(int status, String type, byte[] body) {
    RunnerAnswer answer = new RunnerAnswer(status, body);
    answer.fields.put(HttpHeader.CONTENT_TYPE, type);
    return answer;
  }

  int status() {
    return status;
  }

  /** Its header fields, which may be added to. */
  HttpFields.Mutable fields() {
    return fields;
  }

  byte[] body() {
    return body;
  }

  /**
   * The head that is sent instead of another one. Whoever gave that one may go on for long after
   * this answer is complete; the client shall not wait for him with its next request.
   *
   * @param isWhole whether all of the other answer was there
   * @param prepare adds what the protocol needs
   */
  MetaData.Response inSteadOf(
      MetaData.Response other, boolean isWhole, Consumer<HttpFields.Mutable> prepare) {
    HttpFields.Mutable all = HttpFields.build();
    keep(other, HttpHeader.SERVER, all);
    keep(other, HttpHeader.DATE, all);
    all.add(fields);
    if (!isWhole && AnswerPlan.isBeforeHttp2(other)) {
      all.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    all.put(HttpHeader.CONTENT_LENGTH, body.length);
    prepare.accept(all);
    return new MetaData.Response(status, null, other.getHttpVersion(), all, body.length);
  }

  private static void keep(MetaData.Response from, HttpHeader name, HttpFields.Mutable to) {
    HttpField field = from.getHttpFields().getField(name);
    if (field != null) {
      to.add(field);
    }
  }
}
