package dev.buntime.jsonc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class NearestTest {

  @Test
  public void to_whenOneLetterIsWrong_findsTheName() {
    assertThat(Nearest.to("timeuot", List.of("ttl", "timeout", "idleTimeout"))).contains("timeout");
  }

  @Test
  public void to_whenCaseIsWrong_findsTheName() {
    assertThat(Nearest.to("MAXREQUESTS", List.of("maxRequests"))).contains("maxRequests");
  }

  @Test
  public void to_whenTwoAreEquallyNear_findsTheFirstByName() {
    assertThat(Nearest.to("stap", List.of("stop", "stay"))).contains("stay");
  }

  @Test
  public void to_whenNothingIsNear_isEmpty() {
    assertThat(Nearest.to("-p", List.of("--port"))).isEmpty();
    assertThat(Nearest.to("com.example.shop", List.of("org.osgi.framework"))).isEmpty();
  }
}
