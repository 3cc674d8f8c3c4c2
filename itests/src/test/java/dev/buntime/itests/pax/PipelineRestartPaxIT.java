package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import java.time.Duration;
import java.util.Arrays;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What the pipeline needs goes and comes back, while Felix HTTP runs on. */
public class PipelineRestartPaxIT extends InsideRunner {
  @Inject private ServiceComponentRuntime components;

  @Test
  public void pipeline_whenWhatItNeedsComesBack_servesAgain() throws Exception {
    deploy(TestBundle.ofServlet("back", "1.0.0", VersionServlet.class), "back.jar", "/back");
    for (int i = 0; i < 3; i++) {
      ComponentDescriptionDTO router = router();
      components.disableComponent(router).getValue();
      assertThat(get("/back").statusCode()).isEqualTo(503);
      assertThat(get("/back").body()).contains("NOT_READY");

      components.enableComponent(router).getValue();
      await()
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(() -> assertThat(get("/back").statusCode()).isEqualTo(200));
    }
  }

  private ComponentDescriptionDTO router() {
    Bundle bundle =
        Arrays.stream(context.getBundles())
            .filter(each -> "dev.buntime.router".equals(each.getSymbolicName()))
            .findFirst()
            .orElseThrow();
    return components.getComponentDescriptionDTOs(bundle).iterator().next();
  }
}
