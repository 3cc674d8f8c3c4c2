package dev.buntime.plugin.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import org.junit.Test;

public final class VersionCapTest {
  private final VersionCap cap = new VersionCap(2);

  @Test
  public void versionsBeyondTheCap_areOthers_untilAPlaceIsFree() {
    assertThat(app("a", "1.0.0")).isEqualTo("a@1.0.0");
    assertThat(app("a", "2.0.0")).isEqualTo("a@2.0.0");
    assertThat(app("b", "1.0.0")).isEqualTo("(other)@(other)");
    assertThat(app("a", "1.0.0")).isEqualTo("a@1.0.0");

    assertThat(
            cap.keepOnly(
                Set.of(new VersionCap.Version("a", "2.0.0"), new VersionCap.Version("b", "1.0.0"))))
        .containsExactly(new VersionCap.Version("a", "1.0.0"));

    assertThat(app("b", "1.0.0")).as("it has been counted among them").isEqualTo("(other)@(other)");
    assertThat(app("c", "1.0.0")).as("the place that is free").isEqualTo("c@1.0.0");
    assertThat(app("a", "1.0.0")).as("deployed again").isEqualTo("(other)@(other)");
    assertThat(cap.keepOnly(Set.of())).hasSize(2);
    assertThat(app("b", "1.0.0")).as("it was gone").isEqualTo("b@1.0.0");
  }

  @Test
  public void whatIsNoApp_takesNoPlace() {
    assertThat(app("(runner)", "(runner)")).isEqualTo("(runner)@(runner)");
    assertThat(app("(none)", "(none)")).isEqualTo("(none)@(none)");
    Meter.Id other = id(Tags.of("state", "Idle"));
    assertThat(cap.map(other)).isEqualTo(other);
    assertThat(cap.isMetered("a", "1.0.0")).isTrue();
    assertThat(cap.isMetered("a", "2.0.0")).isTrue();
  }

  private String app(String app, String version) {
    Meter.Id mapped = cap.map(id(Tags.of("app", app, "status", "2xx", "version", version)));
    assertThat(mapped.getTag("status")).isEqualTo("2xx");
    return mapped.getTag("app") + "@" + mapped.getTag("version");
  }

  private static Meter.Id id(Tags tags) {
    return new Meter.Id("x", tags, null, null, Meter.Type.TIMER);
  }
}
