package dev.buntime.plugin.authz.internal.query;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.Query;
import dev.buntime.plugin.authz.internal.pdp.Reads;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Makes queries of what is known of requests, with the attributes that a set of policies reads and
 * no others: two requests with the same query get the same verdict. Immutable.
 */
public final class QueryPlan {
  private static final int DAYS = 7;
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** Which the engine knows itself. */
  private static final Set<String> CLOCK =
      Set.of(
          "urn:oasis:names:tc:xacml:1.0:environment:current-time",
          "urn:oasis:names:tc:xacml:1.0:environment:current-date",
          "urn:oasis:names:tc:xacml:1.0:environment:current-dateTime");

  private final List<BiConsumer<Situation, Query.Builder>> steps = new ArrayList<>();
  private final boolean isTimeless;

  /**
   * Makes it for a set of policies.
   *
   * @param reads what they read
   */
  public QueryPlan(Reads reads) {
    isTimeless = reads.attributes().stream().noneMatch(each -> CLOCK.contains(each.id()));
    who(reads, Vocabulary.ROLE, each -> List.copyOf(each.roles()));
    who(reads, Vocabulary.GROUP, each -> List.copyOf(each.groups()));
    who(reads, Vocabulary.NAME, each -> known(each.name()));
    who(reads, Vocabulary.EMAIL, each -> known(each.email()));
    one(reads, Vocabulary.SUBJECT_ID, QueryPlan::subject);
    one(reads, Vocabulary.RESOURCE_ID, each -> each.resource().id());
    one(reads, Vocabulary.APP, each -> each.resource().app());
    one(reads, Vocabulary.VERSION, each -> each.resource().version());
    one(reads, Vocabulary.PATH, each -> each.resource().path());
    one(reads, Vocabulary.RESOURCE_TYPE, each -> each.resource().type());
    one(reads, Vocabulary.OWNER, QueryPlan::owner);
    one(reads, Vocabulary.ACTION_ID, Situation::method);
    one(reads, Vocabulary.METHOD, Situation::method);
    one(reads, Vocabulary.OPERATION, Situation::operation);
    one(reads, Vocabulary.ADDRESS, Situation::address);
    one(reads, Vocabulary.USER_AGENT, Situation::userAgent);
    for (Reads.Reference each : reads.attributes()) {
      Vocabulary.claimOf(each.id())
          .filter(claim -> Reads.Reference.of(claim.attribute()).equals(each))
          .ifPresent(this::claim);
      Vocabulary.clockOf(each.id())
          .filter(clock -> Reads.Reference.of(clock.attribute()).equals(each))
          .ifPresent(this::clock);
    }
  }

  /** Whether a verdict holds longer than the moment it was asked for. */
  public boolean isTimeless() {
    return isTimeless;
  }

  /** The query for a request. */
  public Query query(Situation situation) {
    Query.Builder builder = Query.builder();
    steps.forEach(step -> step.accept(situation, builder));
    return builder.build();
  }

  private static String subject(Situation situation) {
    return situation.identity().map(Identity::sub).orElse(Vocabulary.ANONYMOUS);
  }

  /** Nobody owns what those own who are not known: they are many. */
  private static String owner(Situation situation) {
    String owner = situation.resource().owner();
    return owner.equals(Vocabulary.ANONYMOUS) ? "" : owner;
  }

  private static List<String> known(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private void one(Reads reads, Attribute attribute, Function<Situation, String> value) {
    if (reads.names(attribute)) {
      steps.add((situation, builder) -> builder.add(attribute, known(value.apply(situation))));
    }
  }

  private void who(Reads reads, Attribute attribute, Function<Identity, List<String>> values) {
    if (reads.names(attribute)) {
      steps.add((situation, builder) ->
          situation
              .identity()
              .ifPresent(identity -> builder.add(attribute, values.apply(identity))));
    }
  }

  private void claim(Vocabulary.Claim claim) {
    Attribute attribute = claim.attribute();
    steps.add((situation, builder) ->
        situation
            .identity()
            .ifPresent(identity ->
                builder.add(
                    attribute,
                    new Claims(identity.claims()).values(claim.name(), attribute.type()))));
  }

  private void clock(Vocabulary.Clock clock) {
    steps.add((situation, builder) -> {
      ZonedDateTime now = situation.time().atZone(clock.zone());
      String value =
          switch (clock.attribute().type()) {
            case TIME -> now.format(SECONDS);
            case DATE -> now.toLocalDate().toString();
            default -> String.valueOf(now.getDayOfWeek().getValue() % DAYS);
          };
      builder.add(clock.attribute(), value);
    });
  }
}
