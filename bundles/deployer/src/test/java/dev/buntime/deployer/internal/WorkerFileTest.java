package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.WorkerSettings;
import java.time.Duration;
import java.util.List;
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
  public void parse_whenNothingIsSaid_hasTheDefaults() throws RefusedException {
    assertThat(settings("{}")).isEqualTo(WorkerSettings.DEFAULTS);
  }

  @Test
  public void parse_whenAllKeys_takesThem() throws RefusedException {
    WorkerFile file =
        WorkerFile.parse(
            "f",
            """
            {
              "$schema": {"any": ["thing"]}, "entrypoint": "com.x.Foo", "isolation": "bundle",
              "timeout": 1.5, "ttl": "2h", "maxRequests": 7, "idleTimeout": "5m",
              "autoInstall": false, "lowMemory": true, "maxConcurrency": 10000, "queue": 0,
              "maxBodySize": "10mb", "startTimeout": "500ms", "drainTimeout": 3600,
              "healthPath": "/health?deep=1"
            }
            """);

    assertThat(file.entrypoint()).isEqualTo("com.x.Foo");
    assertThat(file.settings())
        .isEqualTo(
            new WorkerSettings(
                Duration.ofMillis(1500),
                Duration.ofHours(2),
                7,
                Duration.ofMinutes(5),
                true,
                10_000,
                0,
                10_000_000,
                Duration.ofMillis(500),
                Duration.ofHours(1),
                "/health?deep=1"));
    assertThat(file.warnings()).isEmpty();
  }

  @Test
  public void parse_whenBodySizeHasAUnit_countsBytes() throws RefusedException {
    assertThat(settings("{\"maxBodySize\": \"10 MiB\"}").maxBodySize()).isEqualTo(10 << 20);
    assertThat(settings("{\"maxBodySize\": \"1.5KiB\"}").maxBodySize()).isEqualTo(1536);
    assertThat(settings("{\"maxBodySize\": \"0b\"}").maxBodySize()).isZero();
    assertThat(settings("{\"maxBodySize\": 2147483648}").maxBodySize()).isEqualTo(1L << 31);
  }

  @Test
  public void parse_whenZeroIsAllowed_isZero() throws RefusedException {
    WorkerSettings settings =
        settings("{\"timeout\": 0, \"idleTimeout\": \"0s\", \"maxRequests\": 0}");

    assertThat(settings.timeout()).isZero();
    assertThat(settings.idleTimeout()).isZero();
    assertThat(settings.maxRequests()).isZero();
  }

  @Test
  public void parse_whenAutoInstall_isOn() throws RefusedException {
    assertThat(WorkerFile.parse("worker.jsonc", "{\"autoInstall\": true}"))
        .extracting(WorkerFile::autoInstall, WorkerFile::warnings)
        .containsExactly(AutoInstall.ON, List.of());
    assertThat(WorkerFile.parse("worker.jsonc", "{}").autoInstall()).isEqualTo(AutoInstall.OFF);
    assertThat(WorkerFile.absent().autoInstall()).isEqualTo(AutoInstall.OFF);
  }

  @Test
  public void parse_whenSettingsContradictEachOther_warns() throws RefusedException {
    assertThat(
            WorkerFile.parse(
                    "f", "{\"ttl\": 3, \"timeout\": 31.5, \"lowMemory\": true, \"idleTimeout\": 0}")
                .warnings())
        .satisfiesExactly(
            ttl -> assertThat(ttl).startsWith("f: ttl (3 s) is less than timeout (31500 ms)"),
            drain -> assertThat(drain).startsWith("f: drainTimeout (30 s) is less than timeout"),
            idle -> assertThat(idle).startsWith("f: idleTimeout 0 (never) has no effect"));
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
    refused("{\n  \"entrypoint\": 7}", "f, line 2, column 17: entrypoint is 7; allowed is a text");
  }

  private static WorkerSettings settings(String text) throws RefusedException {
    return WorkerFile.parse("f", text).settings();
  }

  private static void refused(String text, String part) {
    assertThatThrownBy(() -> WorkerFile.parse("f", text))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(part);
  }
}
