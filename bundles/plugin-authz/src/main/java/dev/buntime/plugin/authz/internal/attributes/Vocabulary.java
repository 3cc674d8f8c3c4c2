package dev.buntime.plugin.authz.internal.attributes;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of requests: those of XACML 3.0 (appendix B) where it has some, and ours, which
 * begin with {@code urn:buntime:}.
 */
public final class Vocabulary {
  /** The {@code sub} of the identity, or {@value #ANONYMOUS}. */
  public static final Attribute SUBJECT_ID =
      subject("urn:oasis:names:tc:xacml:1.0:subject:subject-id");

  /** Who has not said who it is. */
  public static final String ANONYMOUS = "anonymous";

  /** Roles; as many as the identity has. */
  public static final Attribute ROLE = subject("urn:oasis:names:tc:xacml:2.0:subject:role");

  /** Groups; as many as the identity has. */
  public static final Attribute GROUP = subject("urn:buntime:subject:group");

  /** Name for people; none if it is unknown. */
  public static final Attribute NAME = subject("urn:buntime:subject:name");

  /** None if it is unknown. */
  public static final Attribute EMAIL = subject("urn:buntime:subject:email");

  /** The path that was asked for, decoded. */
  public static final Attribute RESOURCE_ID =
      resource("urn:oasis:names:tc:xacml:1.0:resource:resource-id");

  /** Name of the app; none for the runner's own paths. */
  public static final Attribute APP = resource("urn:buntime:resource:app");

  /** The version of the app that was selected. */
  public static final Attribute VERSION = resource("urn:buntime:resource:version");

  /** The decoded path inside of the app; of the runner's own paths the whole one. */
  public static final Attribute PATH = resource("urn:buntime:resource:path");

  /** {@code app} or {@code runner}. */
  public static final Attribute RESOURCE_TYPE = resource("urn:buntime:resource:type");

  /** Whose it is; none if that is unknown. */
  public static final Attribute OWNER = resource("urn:buntime:resource:owner");

  /** The method in upper case. */
  public static final Attribute ACTION_ID = action("urn:oasis:names:tc:xacml:1.0:action:action-id");

  /** The method in upper case. */
  public static final Attribute METHOD = action("urn:buntime:action:method");

  /** {@code read}, {@code create}, {@code update}, {@code delete}, or another method. */
  public static final Attribute OPERATION = action("urn:buntime:action:operation");

  /** The address of the client, as a text. */
  public static final Attribute ADDRESS = environment("urn:buntime:environment:ip", Type.STRING);

  /** What the client says it is; none if it says nothing. */
  public static final Attribute USER_AGENT =
      environment("urn:buntime:environment:user-agent", Type.STRING);

  /** In place of the name of a time zone: the runner's. */
  public static final String LOCAL = "local";

  private static final String CLAIM = "urn:buntime:subject:claim";

  /** Types of claims; each has attributes of its own, for an attribute has one type. */
  private static final List<Type> OF_CLAIMS = List.of(Type.STRING, Type.BOOLEAN, Type.DOUBLE);

  private static final String TIME = "urn:buntime:environment:time:";
  private static final String DATE = "urn:buntime:environment:date:";
  private static final String DAY = "urn:buntime:environment:day-of-week:";

  private Vocabulary() {}

  /**
   * A claim of the identity, as far as its values are of a type: {@code
   * urn:buntime:subject:claim:level} for texts, {@code urn:buntime:subject:claim-double:level} for
   * numbers, {@code urn:buntime:subject:claim-boolean:level}.
   *
   * @param name of the claim; members of objects after dots
   * @param type {@code STRING}, {@code BOOLEAN} or {@code DOUBLE}
   */
  public static Attribute claim(String name, Type type) {
    return new Attribute(Category.SUBJECT, claimPrefix(type) + name, type);
  }

  private static String claimPrefix(Type type) {
    return CLAIM + (type == Type.STRING ? "" : "-" + type.word()) + ":";
  }

  /**
   * The time of the day in a zone.
   *
   * @param zone as {@link ZoneId} has it, or {@link #LOCAL}
   */
  public static Attribute time(String zone) {
    return environment(TIME + zone, Type.TIME);
  }

  /** The date in a zone. */
  public static Attribute date(String zone) {
    return environment(DATE + zone, Type.DATE);
  }

  /** The day of the week in a zone, from 0 for Sunday to 6 for Saturday. */
  public static Attribute dayOfWeek(String zone) {
    return environment(DAY + zone, Type.INTEGER);
  }

  /**
   * An attribute that tells the time in a zone.
   *
   * @param attribute of type {@code TIME}, {@code DATE}, or {@code INTEGER} for the day of the week
   * @param zone of it
   */
  public record Clock(Attribute attribute, ZoneId zone) {}

  /**
   * An attribute that is a claim.
   *
   * @param attribute with the type of its values
   * @param name of the claim
   */
  public record Claim(Attribute attribute, String name) {}

  /** The claim that an attribute is; empty if it is none. */
  public static Optional<Claim> claimOf(String id) {
    return OF_CLAIMS.stream()
        .filter(type -> id.startsWith(claimPrefix(type)))
        .map(type -> {
          String name = id.substring(claimPrefix(type).length());
          return new Claim(claim(name, type), name);
        })
        .findFirst();
  }

  /** The clock that an attribute is; empty if it is none, or there is no such zone. */
  public static Optional<Clock> clockOf(String id) {
    if (id.startsWith(TIME)) {
      return zone(id, TIME).map(zone -> new Clock(environment(id, Type.TIME), zone));
    }
    if (id.startsWith(DATE)) {
      return zone(id, DATE).map(zone -> new Clock(environment(id, Type.DATE), zone));
    }
    return id.startsWith(DAY)
        ? zone(id, DAY).map(zone -> new Clock(environment(id, Type.INTEGER), zone))
        : Optional.empty();
  }

  private static Optional<ZoneId> zone(String id, String prefix) {
    String name = id.substring(prefix.length());
    try {
      return Optional.of(name.equals(LOCAL) ? ZoneId.systemDefault() : ZoneId.of(name));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Attribute subject(String id) {
    return new Attribute(Category.SUBJECT, id, Type.STRING);
  }

  private static Attribute resource(String id) {
    return new Attribute(Category.RESOURCE, id, Type.STRING);
  }

  private static Attribute action(String id) {
    return new Attribute(Category.ACTION, id, Type.STRING);
  }

  private static Attribute environment(String id, Type type) {
    return new Attribute(Category.ENVIRONMENT, id, type);
  }
}
