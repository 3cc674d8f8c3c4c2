package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

public class WorkerFileTest {

  @Test
  public void parse_whenCommentsAndTrailingComma_reads() throws RefusedException {
    String text =
        """
        // an app
        { /* where */ "entrypoint": "public/index.html", }
        """;

    assertThat(WorkerFile.parse("f", text).entrypoint()).isEqualTo("public/index.html");
  }

  @Test
  public void parse_whenByteOrderMark_reads() throws RefusedException {
    assertThat(WorkerFile.parse("f", "\uFEFF{}").entrypoint()).isEqualTo(WorkerFile.AUTO);
  }

  @Test
  public void parse_whenKeyIsNotYetHonoured_warns() throws RefusedException {
    assertThat(
            WorkerFile.parse("worker.jsonc", "{\"timeout\": 3, \"queue\": {\"a\": [1]}}")
                .warnings())
        .containsExactly(
            "worker.jsonc: timeout is not supported by this version and has no effect",
            "worker.jsonc: queue is not supported by this version and has no effect");
  }

  @Test
  public void parse_whenKeyIsUnknown_namesTheNearest() throws RefusedException {
    assertThat(WorkerFile.parse("f", "{\"entryPont\": \"x\", \"zzzzzzzzzzzz\": 1}").warnings())
        .containsExactly(
            "f: entryPont is not a known key and has no effect; did you mean entrypoint?",
            "f: zzzzzzzzzzzz is not a known key and has no effect");
  }

  @Test
  public void parse_whenMalformed_namesFileLineAndColumn() {
    refused("{\n  \"entrypoint\" \"x\"\n}", "f, line 2, column 16");
  }

  @Test
  public void parse_whenEntrypointIsNoText_namesItsPlace() {
    refused("{\n  \"entrypoint\": 7}", "f, line 2, column 17: entrypoint has to be a text");
  }

  @Test
  public void parse_whenNoObject_isRefused() {
    refused("[]", "it has to be an object");
  }

  @Test
  public void parse_whenEmpty_isRefused() {
    refused("", "f, line 1, column 1");
  }

  @Test
  public void parse_whenKeyTwice_isRefused() {
    refused("{\"ttl\": 1, \"ttl\": 2}", "Duplicate field 'ttl'");
  }

  @Test
  public void parse_whenMoreAfterTheEnd_isRefused() {
    refused("{} {}", "there is more after the object's end");
  }

  private static void refused(String text, String part) {
    assertThatThrownBy(() -> WorkerFile.parse("f", text))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(part);
  }
}
