package dev.buntime.pipeline.internal;

import dev.buntime.plugin.BodyTransform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** What becomes of the pieces of a body before they are sent. */
sealed interface AnswerBody {

  /**
   * The next piece to be sent.
   *
   * @param content the next piece that was written; null is as good as empty
   * @throws IOException if there is none because a transform has failed
   */
  @Nullable ByteBuffer next(@Nullable ByteBuffer content, boolean last) throws IOException;

  /** It is sent as it is. */
  record Plain() implements AnswerBody {
    @Override
    public @Nullable ByteBuffer next(@Nullable ByteBuffer content, boolean last) {
      return content;
    }
  }

  /**
   * Plugins change it.
   *
   * @param transforms in the order in which they do
   */
  record Transformed(List<BodyTransform> transforms) implements AnswerBody {
    @Override
    public ByteBuffer next(@Nullable ByteBuffer content, boolean last) throws IOException {
      ByteBuffer piece = content == null ? BufferUtil.EMPTY_BUFFER : content.slice();
      if (content != null) {
        content.position(content.limit());
      }
      for (BodyTransform transform : transforms) {
        piece = transform.transform(piece, last);
      }
      return piece;
    }
  }
}
