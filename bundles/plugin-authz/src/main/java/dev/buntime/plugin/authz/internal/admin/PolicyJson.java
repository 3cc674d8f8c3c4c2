package dev.buntime.plugin.authz.internal.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.Revision;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies as trees for JSON. */
final class PolicyJson {
  private static final Logger log = LoggerFactory.getLogger(PolicyJson.class);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private PolicyJson() {}

  /**
   * A policy that is kept: all that it says in the short form, and {@code format, version,
   * modified, author}. Of one that cannot be shown, {@code problem} says why.
   */
  static ObjectNode of(Revision revision) {
    ObjectNode node = revision.policy().map(PolicyJson::says).orElseGet(MAPPER::createObjectNode);
    node.put("version", revision.version());
    node.put("modified", revision.time().toString());
    node.put("author", revision.author());
    return node;
  }

  /** One that stands in the options. */
  static ObjectNode ofFixed(StoredPolicy policy) {
    return says(policy).put("fixed", true);
  }

  private static ObjectNode says(StoredPolicy policy) {
    ObjectNode node = MAPPER.createObjectNode().put("id", policy.id());
    if (policy.format() == Format.JSON) {
      tell(policy, node);
    }
    return node.put("format", word(policy.format()));
  }

  /** One that cannot be shown must not hide all others. */
  private static void tell(StoredPolicy policy, ObjectNode node) {
    try {
      if (MAPPER.readTree(policy.text()) instanceof ObjectNode members) {
        node.setAll(members);
        return;
      }
      node.put("problem", "its text is no object");
    } catch (JsonProcessingException e) {
      log.debug("the policy {} cannot be shown", policy.id(), e);
      node.put("problem", "its text is no JSON: " + e.getOriginalMessage());
    }
  }

  /** One version of a policy. */
  static Map<String, Object> version(Revision revision) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("version", revision.version());
    members.put("modified", revision.time().toString());
    members.put("author", revision.author());
    members.put("deleted", revision.policy().isEmpty());
    revision.policy().ifPresent(policy -> members.put("format", word(policy.format())));
    return members;
  }

  private static String word(Format format) {
    return switch (format) {
      case JSON -> "json";
      case XACML -> "xacml";
    };
  }

  /** The media type of a policy as it is written. */
  static String type(StoredPolicy policy) {
    return switch (policy.format()) {
      case JSON -> "application/json";
      case XACML -> "application/xacml+xml";
    };
  }
}
