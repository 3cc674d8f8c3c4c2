package dev.buntime.management.internal.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.runtime.dto.DeploymentEventDTO;
import dev.buntime.runtime.dto.PluginEventDTO;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.util.LinkedHashMap;
import java.util.Map;

/** The data of events: one line of JSON each. */
final class EventJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EventJson() {}

  /** A tree of maps, lists, strings and numbers. */
  static String of(Object tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }

  static String of(WorkerEventDTO event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("worker", event.worker());
    members.put("app", event.app());
    members.put("version", event.version());
    members.put("from", event.from());
    members.put("to", event.to());
    members.put("at", event.at().toString());
    members.put("reason", event.reason());
    return of(members);
  }

  static String of(DeploymentEventDTO event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("artifact", event.artifact());
    members.put("app", event.app());
    members.put("version", event.version());
    members.put("from", event.from());
    members.put("to", event.to());
    members.put("at", event.at().toString());
    members.put("reason", event.reason());
    members.put("warnings", event.warnings());
    members.put("sha256", event.sha256());
    return of(members);
  }

  static String of(PluginEventDTO event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", event.name());
    members.put("version", event.version());
    members.put("bundle", event.bundle());
    members.put("from", event.from());
    members.put("to", event.to());
    members.put("at", event.at().toString());
    members.put("reason", event.reason());
    return of(members);
  }

  /** Why a client has missed something. */
  static String reset(String why) {
    return of(Map.of("reason", why));
  }
}
