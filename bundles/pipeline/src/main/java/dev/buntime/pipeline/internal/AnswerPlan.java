package dev.buntime.pipeline.internal;

import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is sent after plugins have seen it.
 *
 * @param response its head
 * @param body what becomes of its body
 * @param isOpenEnded whether the head must not be sent as the last thing: Jetty would write the
 *     length of the body that there is into it
 * @param isBodyDropped whether the head is all that is sent: a plugin has chosen a status that has
 *     no body
 */
record AnswerPlan(
    MetaData.Response response, AnswerBody body, boolean isOpenEnded, boolean isBodyDropped) {
  private static final AnswerBody PLAIN = new AnswerBody.Plain();

  /** Fields that are true only of the very bytes that were given (RFC 9110, 9530, 1864). */
  private static final List<String> OF_THE_BYTES =
      List.of("Accept-Ranges", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest");

  /**
   * Plans an answer.
   *
   * @param request what is answered
   * @param given the head as it came, with its body behind it
   * @param isWhole whether all of the body is there
   * @param head what plugins have made of it
   */
  static AnswerPlan of(
      MetaData.Request request, MetaData.Response given, boolean isWhole, AnswerHead head) {
    if (!head.isChanged()) {
      return new AnswerPlan(given, PLAIN, false, false);
    }
    boolean isHead = HttpMethod.HEAD.is(request.getMethod());
    boolean hadBody = !hasNoBody(given.getStatus());
    boolean hasBody = !hasNoBody(head.status());
    boolean isDropped = hadBody && !hasBody && !isHead;
    boolean hasLength = !head.isTransformed() && (hasBody || !hadBody);
    AnswerBody body =
        head.isTransformed() && hasBody && !isHead
            ? new AnswerBody.Transformed(head.transforms())
            : PLAIN;
    HttpFields.Mutable fields = HttpFields.build(head.fields());
    if (head.isTransformed()) {
      forgetBytes(fields);
    }
    if (!hasLength) {
      fields.remove(HttpHeader.CONTENT_LENGTH); // a HEAD must not tell the old one either
    }
    if (isDropped && !isWhole && isBeforeHttp2(given)) {
      fields.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE); // what is written may have no end
    }
    return new AnswerPlan(
        response(given, head, fields, hasLength),
        body,
        isHead && head.isTransformed() && hasBody,
        isDropped);
  }

  /** Whether an answer with this status has no body (RFC 9110, section 6.4.1). */
  static boolean hasNoBody(int status) {
    return status < 200
        || status == HttpStatus.NO_CONTENT_204
        || status == HttpStatus.NOT_MODIFIED_304;
  }

  /** Whether the client would get a part of a body that only as a whole may be changed. */
  static boolean isPartToTransform(MetaData.Response given, AnswerHead head) {
    return head.isTransformed()
        && (given.getStatus() == HttpStatus.PARTIAL_CONTENT_206
            || head.status() == HttpStatus.PARTIAL_CONTENT_206);
  }

  static boolean isBeforeHttp2(MetaData.Response response) {
    return response.getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion();
  }

  private static MetaData.Response response(
      MetaData.Response given, AnswerHead head, HttpFields fields, boolean hasLength) {
    return new MetaData.Response(
        head.status(),
        null,
        given.getHttpVersion(),
        fields,
        hasLength ? given.getContentLength() : -1,
        trailers(given, head));
  }

  private static @Nullable Supplier<HttpFields> trailers(MetaData.Response given, AnswerHead head) {
    Supplier<HttpFields> trailers = given.getTrailersSupplier();
    return trailers == null || !head.isTransformed() ? trailers : () -> changed(trailers.get());
  }

  private static @Nullable HttpFields changed(@Nullable HttpFields trailers) {
    if (trailers == null) {
      return null;
    }
    HttpFields.Mutable fields = HttpFields.build(trailers);
    forgetBytes(fields);
    return fields;
  }

  /**
   * Takes out what told of the bytes that are not sent, and makes the entity tag a weak one: it
   * still tells one version from another, but no longer one byte (RFC 9110, section 8.8.1).
   */
  private static void forgetBytes(HttpFields.Mutable fields) {
    OF_THE_BYTES.forEach(fields::remove);
    HttpField tag = fields.getField(HttpHeader.ETAG);
    if (tag != null && tag.getValue() != null && !tag.getValue().startsWith("W/")) {
      fields.put(HttpHeader.ETAG, "W/" + tag.getValue());
    }
  }
}
