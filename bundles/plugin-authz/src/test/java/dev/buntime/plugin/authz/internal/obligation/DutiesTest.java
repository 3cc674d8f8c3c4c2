package dev.buntime.plugin.authz.internal.obligation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.plugin.authz.internal.pdp.Verdict.Assignment;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.slf4j.event.Level;

/** What obligations come to. */
public class DutiesTest {

  private static Instruction obligation(String name, String... idsAndValues) {
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      assignments.add(new Assignment(idsAndValues[i], "urn:any", idsAndValues[i + 1]));
    }
    return new Instruction("urn:buntime:obligation:" + name, assignments);
  }

  private static Duties duties(Instruction... obligations) throws ObligationException {
    return Duties.of(List.of(obligations));
  }

  @Test
  public void all_areRead() throws Exception {
    Duties duties =
        duties(
            obligation("log", "message", "seen", "level", "warn", "why", "so"),
            obligation("log"),
            obligation("header", "X-A", "1", "X-A", "2"),
            obligation("redact", "fields", "a", "headers", "X-B"),
            obligation("redact", "fields", "b.c"),
            obligation("step-up", "maxAge", "3.0E2"));
    assertThat(duties.records())
        .containsExactly(
            new LogRecord(Level.WARN, "seen why=so"),
            new LogRecord(Level.INFO, "a policy wants this to be known"));
    assertThat(duties.headers()).containsExactly(new AnswerHeader("X-A", List.of("1", "2")));
    assertThat(duties.redaction()).contains(new Redaction(Set.of("a", "b.c"), Set.of("X-B")));
    assertThat(duties.logins())
        .containsExactly(new StepUp(List.of(), Optional.of(Duration.ofMinutes(5))));
  }

  @Test
  public void whatCannotBeDone_isRefused() {
    refused(new Instruction("urn:example:pray", List.of()), "urn:example:pray is not known");
    refused(obligation("lgo"), "lgo is not known");
    refused(obligation("log", "level", "loud"), "debug, error, info, warn");
    refused(obligation("log", "level", "info", "level", "warn"), "more than once");
    refused(obligation("header"), "names no field");
    refused(obligation("header", "X A", "1"), "X A");
    refused(obligation("header", "X-A", "1\r\nX-B: 2"), "X-A");
    refused(obligation("header", "Content-Length", "1"), "follows from the body");
    refused(obligation("header", "Connection", "close"), "for the connection");
    refused(obligation("redact"), "fields, headers or both");
    refused(obligation("redact", "fields", " "), "without a name");
    refused(obligation("redact", "headers", "X B"), "X B");
    refused(obligation("redact", "field", "a"), "no attribute field");
    refused(obligation("step-up"), "needs acr, maxAge");
    refused(obligation("step-up", "maxAge", "soon"), "write seconds");
    refused(obligation("step-up", "maxAge", "-1"), "write seconds");
    refused(obligation("step-up", "maxAge", "1.5"), "write seconds");
    refused(obligation("step-up", "maxAge", "1e999999999"), "write seconds");
    refused(obligation("step-up", "acr", "a\"b"), "acr");
  }

  private static void refused(Instruction obligation, String problem) {
    assertThatThrownBy(() -> duties(obligation))
        .isInstanceOf(ObligationException.class)
        .hasMessageContaining(problem);
  }

  private static String redacted(String json, int bytes, String... fields) throws IOException {
    JsonRedaction redaction = new JsonRedaction(Set.of(fields));
    byte[] all = json.getBytes(StandardCharsets.UTF_8);
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < all.length; i += bytes) {
      int length = Math.min(bytes, all.length - i);
      boolean isLast = i + length == all.length;
      ByteBuffer next = redaction.transform(ByteBuffer.wrap(all, i, length), isLast);
      sent.append(StandardCharsets.UTF_8.decode(next));
    }
    return sent.toString();
  }

  @Test
  public void members_areBlackWhereverTheyAre_inPiecesOfAnySize() throws Exception {
    String json =
        "{\"pin\":1,\"a\":[{\"pin\":{\"b\":[{}]}},{\"b\":{\"pin\":null}}],\"é\":\"ü\\u0000\",\"n\":1e400,\"t\":true}";
    for (int bytes = 1; bytes <= json.length(); bytes++) {
      assertThat(redacted(json, bytes, "pin"))
          .isEqualTo(
              "{\"pin\":\"***\",\"a\":[{\"pin\":\"***\"},{\"b\":{\"pin\":\"***\"}}],\"é\":\"ü\\u0000\",\"n\":1e400,\"t\":true}");
    }
  }

  @Test
  public void dots_areMembersOfMembers() throws Exception {
    String json = "{\"a\":{\"b\":1,\"c\":{\"a\":[{\"b\":2}]}},\"b\":3,\"x.y\":4,\"x\":{\"y\":5}}";
    assertThat(redacted(json, 7, "a.b", "x.y"))
        .isEqualTo(
            "{\"a\":{\"b\":\"***\",\"c\":{\"a\":[{\"b\":\"***\"}]}},\"b\":3,\"x.y\":\"***\",\"x\":{\"y\":\"***\"}}");
  }

  @Test
  public void escapedNames_areTheSameNames() throws Exception {
    assertThat(redacted("{\"p\\u0069n\":1}", 1, "pin")).isEqualTo("{\"pin\":\"***\"}");
  }

  @Test
  public void whatIsNoJson_isAnError() {
    for (String text : List.of("<html>", "{\"pin\":1", "{\"a\":}", "[1,", "\u00ff")) {
      assertThatThrownBy(() -> redacted(text, 100, "pin")).isInstanceOf(IOException.class);
    }
  }

  @Test
  public void deepJson_takesTimeInProportion() throws Exception {
    String deep = "{\"a\":".repeat(900) + "1" + "}".repeat(900);
    String json = "[" + (deep + ",").repeat(200) + "1]";
    assertThat(redacted(json, 8192, "a.b.pin")).isEqualTo(json);
  }
}
