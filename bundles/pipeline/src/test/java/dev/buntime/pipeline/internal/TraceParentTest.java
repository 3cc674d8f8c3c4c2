package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpFields;
import org.junit.Test;

public final class TraceParentTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String VALID = "00-" + ID + "-00f067aa0ba902b7-01";

  @Test
  public void validValue_isKept() {
    HttpFields.Mutable fields =
        HttpFields.build().add("traceparent", VALID).add("tracestate", "a=b");

    TraceParent trace = TraceParent.of(fields, "r-1");
    trace.put(fields);

    assertThat(trace.traceId()).isEqualTo(ID);
    assertThat(fields.get("traceparent")).isEqualTo(VALID);
    assertThat(fields.get("tracestate")).isEqualTo("a=b");
  }

  @Test
  public void laterVersion_withMoreBehindIt_isKept() {
    assertThat(TraceParent.isValid("01" + VALID.substring(2) + "-more")).isTrue();
    assertThat(TraceParent.isValid("01" + VALID.substring(2))).isTrue();
    assertThat(TraceParent.isValid("01" + VALID.substring(2) + "more")).isFalse();
  }

  @Test
  public void invalidValues_areReplaced_withTheirState() {
    for (String sent :
        new String[] {
          "",
          "00",
          VALID.toUpperCase(java.util.Locale.ROOT),
          "ff" + VALID.substring(2),
          VALID + "-more",
          VALID.replace(ID, "0".repeat(32)),
          VALID.replace("00f067aa0ba902b7", "0".repeat(16)),
          VALID.replace('-', '_'),
          "00-" + ID + "-00f067aa0ba902b7-0g"
        }) {
      HttpFields.Mutable fields =
          HttpFields.build().add("traceparent", sent).add("tracestate", "a=b");

      TraceParent.of(fields, "r-1").put(fields);

      assertThat(fields.get("traceparent")).as(sent).isNotEqualTo(sent);
      assertThat(TraceParent.isValid(fields.get("traceparent"))).as(sent).isTrue();
      assertThat(fields.contains("tracestate")).as(sent).isFalse();
    }
  }

  @Test
  public void twoValues_areReplacedByOne() {
    HttpFields.Mutable fields =
        HttpFields.build().add("traceparent", VALID).add("traceparent", VALID);

    TraceParent.of(fields, "r-1").put(fields);

    assertThat(fields.getValuesList("traceparent")).hasSize(1).doesNotContain(VALID);
  }

  @Test
  public void newTrace_hasTheRequestIdIfThatHasTheForm_andIsNotSampled() {
    assertThat(TraceParent.of(HttpFields.EMPTY, ID).value())
        .startsWith("00-" + ID + "-")
        .endsWith("-00");
    assertThat(TraceParent.of(HttpFields.EMPTY, "0".repeat(32)).traceId())
        .isNotEqualTo("0".repeat(32));
    assertThat(TraceParent.isValid(TraceParent.of(HttpFields.EMPTY, "r-1").value())).isTrue();
  }
}
