package dev.buntime.itests.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The census of a runner, as it stands at {@code /_/stats}. */
record CensusView(RunnerProcess runner) {

  /** A class loader that was not collected. */
  record Remnant(String worker, boolean leak, List<String> holders) {}

  /**
   * How far it is with its books.
   *
   * @param workers those that have not ended, by their ids; and those that did not start and are
   *     shown for a while
   * @param living how many of them have not ended
   * @param entered class loaders that the census has heard of, collected or not
   */
  record Books(List<String> workers, long living, long entered) {}

  Books books() {
    JsonNode stats = stats();
    List<String> workers = new ArrayList<>();
    long living = 0;
    for (Map.Entry<String, JsonNode> each : stats.get("workers").properties()) {
      workers.add(each.getKey());
      living += each.getValue().get("status").asText().equals("Failed") ? 0 : 1;
    }
    JsonNode census = census(stats);
    return new Books(
        workers, living, census.get("collected").asLong() + census.get("remnants").size());
  }

  /** Threads that run on although their worker was killed, of all apps and times. */
  long zombieThreads() {
    return stats().get("pool").get("zombieThreads").asLong();
  }

  long collected() {
    return census(stats()).get("collected").asLong();
  }

  List<Remnant> remnants() {
    List<Remnant> remnants = new ArrayList<>();
    for (JsonNode each : census(stats()).get("remnants")) {
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

  private JsonNode stats() {
    return Http.json(Http.getAsAdmin(runner.uri("/_/stats")));
  }

  private static JsonNode census(JsonNode stats) {
    JsonNode census = stats.get("census");
    if (census == null) {
      throw new IllegalStateException("no census in " + stats);
    }
    return census;
  }
}
