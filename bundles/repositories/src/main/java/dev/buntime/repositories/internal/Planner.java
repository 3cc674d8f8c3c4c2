package dev.buntime.repositories.internal;

import dev.buntime.repositories.Plan;
import dev.buntime.repositories.Plan.Provided;
import dev.buntime.repositories.UnprovidedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.Resolver;

/** Makes one plan. For one thread. */
final class Planner {
  private final Resolver resolver;
  private final List<Repository> repositories;
  private final Deadline deadline;
  private final List<Offer> offers = new ArrayList<>();
  private final Map<Offer, Repository> owners = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> unavailable = new ArrayList<>();

  /**
   * @param repositories in the order in which they are asked
   */
  Planner(Resolver resolver, List<Repository> repositories, Deadline deadline) {
    this.resolver = resolver;
    this.repositories = repositories;
    this.deadline = deadline;
  }

  /**
   * Plans for an app.
   *
   * @param wirings of what the runner has
   * @param runner what of it fulfils a requirement of the app
   */
  Plan plan(Resource app, Map<Resource, Wiring> wirings, Function<Wanted, List<Capability>> runner)
      throws UnprovidedException, InterruptedException {
    if (repositories.isEmpty()) {
      throw new UnprovidedException(
          "autoInstall has nothing to install from: no repository is configured. Name one with the"
              + " key repositories of buntime.jsonc");
    }
    for (Repository repository : repositories) {
      look(repository);
    }
    PlanContext context = new PlanContext(app, wirings, runner, offers);
    Set<Resource> chosen = resolve(app, context);
    List<Provided> provided = new ArrayList<>();
    for (Offer offer : offers) {
      if (chosen.contains(offer.resource())) {
        provided.add(fetch(offer));
      }
    }
    provided.sort(Comparator.comparing(Provided::name).thenComparing(Provided::version));
    notes.addAll(unavailable);
    return new Plan(provided, notes);
  }

  /** One that is not available does no harm as long as the others have all that is needed. */
  private void look(Repository repository) throws InterruptedException {
    try {
      Repository.Stock stock = repository.stock(deadline);
      unavailable.addAll(stock.notes());
      stock.offers().stream()
          .filter(offer -> Offer.isBundle(offer.resource()))
          .sorted(Offer.BEST_FIRST)
          .forEach(offer -> {
            offers.add(offer);
            owners.put(offer, repository);
          });
    } catch (UnavailableException e) {
      unavailable.add("%s is not available: %s".formatted(repository.name(), e.reason()));
    }
  }

  private Set<Resource> resolve(Resource app, PlanContext context) throws UnprovidedException {
    try {
      return resolver.resolve(context).keySet();
    } catch (ResolutionException e) {
      String reason =
          new Shortage(context, offers, nobody())
              .of(app)
              .orElseGet(
                  () -> "what the repositories offer does not fit together: " + e.getMessage());
      throw new UnprovidedException(
          "%s. %sAdd what is missing to a repository, or embed it in the jar"
              .formatted(
                  reason,
                  unavailable.stream().map(each -> each + ". ").collect(Collectors.joining())));
    }
  }

  private String nobody() {
    return repositories.size() == 1
        ? "none of the bundles (%d) of %s".formatted(offers.size(), repositories.getFirst().name())
        : "none of the bundles (%d) of %d repositories (%s)"
            .formatted(
                offers.size(),
                repositories.size(),
                repositories.stream().map(Repository::name).collect(Collectors.joining(", ")));
  }

  private Provided fetch(Offer offer) throws UnprovidedException, InterruptedException {
    String repository = Objects.requireNonNull(owners.get(offer)).name();
    try {
      StoredBundles.Stored stored = offer.source().fetch(deadline);
      return new Provided(
          offer.name(), offer.version(), repository, stored.file(), stored.sha256());
    } catch (UnavailableException e) {
      throw new UnprovidedException(
          "%s of %s is needed and cannot be fetched: %s. Check the repository; it is tried again"
              .formatted(offer.words(), repository, e.reason()));
    }
  }
}
