package dev.buntime.pipeline.internal;

import dev.buntime.plugin.BodyTransform;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;

/**
 * What plugins can change of an answer.
 *
 * @param status HTTP status
 * @param fields header fields; not to be changed
 * @param transforms what the body goes through, in this order
 * @param isChanged whether a plugin has changed anything
 */
record AnswerHead(
    int status, HttpFields fields, List<BodyTransform> transforms, boolean isChanged) {

  /** Whether the body is to be changed. */
  boolean isTransformed() {
    return !transforms.isEmpty();
  }

  /** That of an answer that no plugin has changed. */
  static AnswerHead of(MetaData.Response response) {
    return new AnswerHead(response.getStatus(), response.getHttpFields(), List.of(), false);
  }
}
