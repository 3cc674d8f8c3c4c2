package dev.buntime.itests.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import java.util.ArrayList;
import java.util.List;

/** The census of a runner, as it stands at {@code /_/stats}. */
record CensusView(RunnerProcess runner) {

  /** A class loader that was not collected. */
  record Remnant(String worker, boolean leak, List<String> holders) {}

  long collected() {
    return census().get("collected").asLong();
  }

  List<Remnant> remnants() {
    List<Remnant> remnants = new ArrayList<>();
    for (JsonNode each : census().get("remnants")) {
      List<String> holders = new ArrayList<>();
      each.get("holders").forEach(holder -> holders.add(holder.asText()));
      remnants.add(new Remnant(each.get("worker").asText(), each.get("leak").asBoolean(), holders));
    }
    return remnants;
  }

  /** The remnants of one app. */
  List<Remnant> remnantsOf(String app) {
    return remnants().stream().filter(each -> each.worker().startsWith(app + "@")).toList();
  }

  private JsonNode census() {
    JsonNode stats = Http.json(Http.getAsAdmin(runner.uri("/_/stats")));
    JsonNode census = stats.get("census");
    if (census == null) {
      throw new IllegalStateException("no census in " + stats);
    }
    return census;
  }
}
