package dev.buntime.pipeline.internal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;

/**
 * How an answer is sent after plugins have seen it.
 *
 * @param response its head
 * @param body what becomes of its body
 * @param isOpenEnded whether the head must not be sent as the last thing: Jetty would write the
 *     length of the body that there is into it
 */
record AnswerPlan(MetaData.Response response, AnswerBody body, boolean isOpenEnded) {
  private static final AnswerBody PLAIN = new AnswerBody.Plain();
  private static final AnswerBody DROPPED = new AnswerBody.Dropped();

  /**
   * Plans an answer.
   *
   * @param request what is answered
   * @param given the head as it came
   * @param head what plugins have made of it
   */
  static AnswerPlan of(MetaData.Request request, MetaData.Response given, AnswerHead head) {
    if (!head.isChanged()) {
      return new AnswerPlan(given, PLAIN, false);
    }
    boolean isHead = HttpMethod.HEAD.is(request.getMethod());
    boolean isTransformed = !head.transforms().isEmpty();
    boolean hadBody = !hasNoBody(given.getStatus());
    boolean hasBody = !hasNoBody(head.status());
    boolean isDropped = hadBody && !hasBody && !isHead;
    AnswerBody body =
        isDropped
            ? DROPPED
            : isTransformed && hasBody && !isHead
                ? new AnswerBody.Transformed(head.transforms())
                : PLAIN;
    boolean hasLength = !isTransformed && (hasBody || !hadBody);
    return new AnswerPlan(
        response(given, head, hasLength), body, isHead && isTransformed && hasBody);
  }

  /** Whether an answer with this status has no body (RFC 9110, section 6.4.1). */
  static boolean hasNoBody(int status) {
    return status < 200
        || status == HttpStatus.NO_CONTENT_204
        || status == HttpStatus.NOT_MODIFIED_304;
  }

  /** What transforms make of a body has another length; a HEAD must not tell the old one either. */
  private static MetaData.Response response(
      MetaData.Response given, AnswerHead head, boolean hasLength) {
    HttpFields fields =
        hasLength
            ? head.fields()
            : HttpFields.build(head.fields()).remove(HttpHeader.CONTENT_LENGTH);
    return new MetaData.Response(
        head.status(),
        null,
        given.getHttpVersion(),
        fields,
        hasLength ? given.getContentLength() : -1,
        given.getTrailersSupplier());
  }
}
