package dev.buntime.pipeline.internal;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Where a request belongs in a trace (W3C Trace Context, level 1).
 *
 * <p>What the client sent is handed on as it is, for the runner itself reports no spans; where it
 * sent none, or none that is valid, a trace begins here, not sampled.
 *
 * @param value of the header
 */
record TraceParent(String value) {
  static final String HEADER = "traceparent";

  /** Request attribute with the trace id, once it is known. */
  static final String ATTRIBUTE = "dev.buntime.traceId";

  private static final String STATE = "tracestate";
  private static final int ID_LENGTH = 32;
  private static final int PARENT_LENGTH = 16;
  private static final int ID = 3; // behind the version and a hyphen
  private static final int PARENT = ID + ID_LENGTH + 1;
  private static final int FLAGS = PARENT + PARENT_LENGTH + 1;
  private static final int LENGTH = FLAGS + 2;
  private static final HexFormat HEX = HexFormat.of();

  /**
   * That which the client sent; else a new one.
   *
   * @param requestId becomes the trace id of a trace that begins here, if it has the form of one
   */
  static TraceParent of(HttpFields fields, String requestId) {
    String sent = sent(fields);
    return new TraceParent(sent == null ? fresh(requestId) : sent);
  }

  private static @Nullable String sent(HttpFields fields) {
    if (!fields.contains(HEADER)) {
      return null;
    }
    List<String> values = fields.getValuesList(HEADER);
    return values.size() == 1 && isValid(values.getFirst()) ? values.getFirst() : null;
  }

  /** Whether a value is one of this version of the specification, or of a later one. */
  static boolean isValid(String value) {
    return value.length() >= LENGTH
        && isHex(value, 0, 2)
        && !value.startsWith("ff")
        && value.charAt(ID - 1) == '-'
        && isId(value, ID, ID_LENGTH)
        && value.charAt(PARENT - 1) == '-'
        && isId(value, PARENT, PARENT_LENGTH)
        && value.charAt(FLAGS - 1) == '-'
        && isHex(value, FLAGS, 2)
        && (value.length() == LENGTH || (value.charAt(LENGTH) == '-' && !value.startsWith("00")));
  }

  private static String fresh(String requestId) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String id =
        requestId.length() == ID_LENGTH && isId(requestId, 0, ID_LENGTH)
            ? requestId
            : HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong() | 1);
    return "00-" + id + "-" + HEX.toHexDigits(random.nextLong() | 1) + "-00";
  }

  private static boolean isId(String text, int from, int length) {
    if (!isHex(text, from, length)) {
      return false;
    }
    for (int i = from; i < from + length; i++) {
      if (text.charAt(i) != '0') {
        return true;
      }
    }
    return false; // all zeros stand for none
  }

  private static boolean isHex(String text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** The id of the trace: 32 hex digits. */
  String traceId() {
    return value.substring(ID, ID + ID_LENGTH);
  }

  /** Puts it into the fields of a request; what belonged to an invalid one goes. */
  void put(HttpFields.Mutable fields) {
    if (!value.equals(fields.get(HEADER))) {
      fields.put(HEADER, value);
      fields.remove(STATE);
    }
  }
}
