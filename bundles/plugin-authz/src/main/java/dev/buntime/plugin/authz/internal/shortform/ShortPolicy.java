package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.JsoncException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy in the short form: its effect on the requests that one of its subjects makes, to one of
 * its resources, with one of its actions, under all of its conditions. A list without items stands
 * for all. Immutable.
 */
public final class ShortPolicy {
  private final String id;
  private final String name;
  private final String description;
  private final String effect;
  private final int priority;
  private final String xacml;
  private final Draft draft;

  private ShortPolicy(Draft draft) {
    this.draft = draft;
    id = draft.id();
    name = draft.name();
    description = draft.description();
    effect = draft.effect().word();
    priority = draft.priority();
    xacml = new Translation(draft).text();
  }

  /**
   * What a policy says, before it is translated.
   *
   * @param id of it
   * @param effect of it
   * @param name for people, perhaps empty
   * @param description for people, perhaps empty
   * @param priority of it
   * @param subjects that it is for
   * @param resources that it is for
   * @param actions that it is for
   * @param conditions of it
   * @param obligations what has to be done
   * @param advice what may be done
   */
  record Draft(
      String id,
      Effect effect,
      String name,
      String description,
      int priority,
      List<Item> subjects,
      List<Item> resources,
      List<Item> actions,
      List<Term> conditions,
      List<Notice> obligations,
      List<Notice> advice) {

    /** What it is for in one respect only. */
    Draft only(
        String part,
        List<Item> itsSubjects,
        List<Item> itsResources,
        List<Item> itsActions,
        List<Term> itsConditions) {
      return new Draft(
          id + "#" + part,
          effect,
          "",
          "",
          priority,
          itsSubjects,
          itsResources,
          itsActions,
          itsConditions,
          List.of(),
          List.of());
    }
  }

  /**
   * Reads a policy and translates it.
   *
   * @param source where it comes from, such as the name of a file; for messages
   * @param json an object
   * @throws JsoncException if it is none; the message says what, where and what to do
   */
  public static ShortPolicy read(String source, String json) throws JsoncException {
    return new ShortPolicy(ShortPolicyReader.read(source, json));
  }

  /** Letters, digits and {@code . _ -}; at most 128. */
  public String id() {
    return id;
  }

  /** For people; perhaps empty. */
  public String name() {
    return name;
  }

  /** For people; perhaps empty. */
  public String description() {
    return description;
  }

  /** {@code permit} or {@code deny}. */
  public String effect() {
    return effect;
  }

  /** The highest comes first. */
  public int priority() {
    return priority;
  }

  /** The same as a {@code Policy} of XACML 3.0. */
  public String xacml() {
    return xacml;
  }

  /**
   * The parts of it that say what it is for, each as a {@code Policy} of XACML 3.0 of its own: the
   * policy applies where all of them do. By their names, such as {@code subjects}; parts that fit
   * everything are left out.
   */
  public Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    if (!draft.subjects().isEmpty()) {
      put(parts, "subjects", draft.subjects(), List.of(), List.of(), List.of());
    }
    if (!draft.resources().isEmpty()) {
      put(parts, "resources", List.of(), draft.resources(), List.of(), List.of());
    }
    if (!draft.actions().isEmpty()) {
      put(parts, "actions", List.of(), List.of(), draft.actions(), List.of());
    }
    if (!draft.conditions().isEmpty()) {
      put(parts, "conditions", List.of(), List.of(), List.of(), draft.conditions());
    }
    return parts;
  }

  private void put(
      Map<String, String> parts,
      String name,
      List<Item> subjects,
      List<Item> resources,
      List<Item> actions,
      List<Term> conditions) {
    parts.put(
        name, new Translation(draft.only(name, subjects, resources, actions, conditions)).text());
  }
}
