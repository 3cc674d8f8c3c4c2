package dev.buntime.management.internal.deployments;

import dev.buntime.runtime.dto.DeploymentDTO;
import java.util.LinkedHashMap;
import java.util.Map;

/** A deployment as it is written in JSON. */
final class Members {
  /** The state of what is in routing. */
  static final String LIVE = "live";

  private Members() {}

  /**
   * @param workers how many workers of it live
   */
  static Map<String, Object> of(DeploymentDTO deployment, int workers) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("artifact", deployment.artifact());
    members.put("app", deployment.app());
    members.put("version", deployment.version());
    members.put("state", deployment.state());
    members.put("reason", deployment.reason());
    members.put("warnings", deployment.warnings());
    members.put("bundle", deployment.bundle());
    members.put("size", deployment.size());
    members.put("sha256", deployment.sha256());
    members.put("since", deployment.since().toString());
    members.put("workers", deployment.state().equals(LIVE) ? workers : 0);
    return members;
  }
}
