package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.JsoncException;
import java.util.List;

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

  private ShortPolicy(Draft draft) {
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
      List<Notice> advice) {}

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
}
