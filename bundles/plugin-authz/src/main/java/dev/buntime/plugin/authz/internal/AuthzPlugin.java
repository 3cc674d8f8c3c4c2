package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginName;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugin.authz.internal.admin.PolicyPoint;
import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.set.PolicySetCompiler;
import dev.buntime.plugin.authz.internal.store.PolicyStore;
import dev.buntime.plugin.authz.internal.store.SetCheck;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import dev.buntime.plugin.support.PlainPath;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by policies whether a request may go on, and carries out what they ask for.
 *
 * <p>What apps answer, and what nobody does, is decided here; what is below {@code /_/} in {@link
 * ManagementFilter}, because there it is known only later who it is. Waits for nothing: policies
 * are read, and all that decisions need is made, before they are in force. Without policies that
 * could be read nobody passes. Thread-safe.
 */
@Component(
    configurationPid = AuthzPlugin.NAME,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = {Plugin.class, PolicyPoint.class, Governance.class},
    property = Plugin.BLOCKING + ":Boolean=false")
@PluginName(AuthzPlugin.NAME)
@ServiceRanking(700)
public final class AuthzPlugin implements Plugin, PolicyPoint, Governance {
  static final String NAME = "plugin-authz";

  private static final Logger log = LoggerFactory.getLogger(AuthzPlugin.class);
  private static final String OWN = "/_/";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AuthzOptions options;
  private final Path config;
  private final Path data;
  private final InstantSource clock;
  private final Requests requests;
  private final Policies policies;
  private volatile Judge judge;

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalArgumentException if an option cannot be taken; the message says which
   */
  @Activate
  public AuthzPlugin(BundleContext context, Map<String, Object> properties) {
    this(
        AuthzOptions.of(properties),
        property(context, "buntime.config"),
        property(context, "buntime.data"),
        InstantSource.system());
  }

  AuthzPlugin(AuthzOptions options, Path config, Path data, InstantSource clock) {
    this.options = options;
    this.config = config;
    this.data = data;
    this.clock = clock;
    requests = new Requests(options.owners(), clock);
    policies =
        new Policies(this::open, options.isKept() ? Optional.of(folder()) : Optional.empty());
    judge = new Judge(options.isDryRun(), false);
  }

  private static Path property(BundleContext context, String name) {
    return Path.of(
        Objects.requireNonNull(
            context.getProperty(name), () -> "the framework property " + name + " is not set"));
  }

  /** Reads the policies, which takes a second or two, because the engine is loaded. */
  @Override
  public void onInit(PluginContext context) throws InterruptedException {
    judge = new Judge(options.isDryRun(), context.mode().equals("development"));
    policies.begin(PATIENCE);
  }

  private PolicyStore<PolicySet> open() throws StoreException {
    PolicySetCompiler compiler = new PolicySetCompiler(options.frame(), options.fixed());
    PolicyStore<PolicySet> store =
        options.isKept()
            ? PolicyStore.in(folder(), compiler, clock)
            : PolicyStore.inMemory(compiler, clock);
    if (!store.current().isUsable()) {
      return store; // it has logged why
    }
    PolicySet set = store.current().compiled();
    log.info(
        "{} policies, combined by {}, otherwise {}{}",
        set.policies().size(),
        options.combining().word(),
        options.otherwise().name().toLowerCase(Locale.ROOT),
        options.isDryRun() ? "; dryRun: nobody is refused" : "");
    if (options.management()) {
      warnOfLockout(set);
    }
    return store;
  }

  /** Whoever may write the options and the files may do everything, so it is only told. */
  private void warnOfLockout(PolicySet set) {
    Situation admin = Visitors.localAdmin(clock.instant());
    if (!options.isDryRun() && !Lockout.canChangePolicies(set, admin)) {
      log.warn(
          "by these policies the user admin cannot change policies: unless others can, write one that"
              + " lets somebody do so into {}, or set management of plugin-authz to false",
          options.isKept() ? folder() : "the options of plugin-authz");
    }
  }

  private Path folder() {
    Path parent = Objects.requireNonNullElse(config.toAbsolutePath().getParent(), config);
    return options.path().map(parent::resolve).orElse(data.resolve(NAME).resolve("policies"));
  }

  @Deactivate
  void stop() {
    policies.close();
  }

  @Override
  public PolicyStore<PolicySet> store() {
    return policies.store();
  }

  @Override
  public List<StoredPolicy> fixed() {
    return options.fixed();
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("combiningAlgorithm", options.combining().word());
    members.put("defaultEffect", options.otherwise().name().toLowerCase(Locale.ROOT));
    members.put("store", options.isKept() ? "file" : "memory");
    if (options.isKept()) {
      members.put("path", folder().toString());
    }
    members.put("dryRun", options.isDryRun());
    members.put("management", options.management());
    members.put("policies", policies.inForce().map(set -> set.policies().size()).orElse(0));
    policies.problem().ifPresent(problem -> members.put("problem", problem));
    return members;
  }

  @Override
  public SetCheck<PolicySet> lockout(HttpServletRequest request) {
    Optional<Situation> author = Visitors.situation(request);
    return options.management() && !options.isDryRun() && author.isPresent()
        ? new Lockout(store().current().compiled(), author.get())
        : SetCheck.none();
  }

  @Override
  public boolean isReady() {
    return policies.inForce().isPresent();
  }

  @Override
  public Ruling rule(Situation situation) {
    return judge.rule(policies.inForce(), situation);
  }

  @Override
  public Decision onRequest(PluginRequest request) {
    return request.app().isEmpty() ? toNoApp(request) : decide(request);
  }

  private Decision toNoApp(PluginRequest request) {
    PlainPath own = PlainPath.withoutParameters(request.path());
    if (!own.isBelow(OWN)) {
      return decide(request);
    }
    return options.management()
        ? Decision.pass()
            .withAttribute(
                Visitors.SITUATION, Visitors.handedOver(requests.toRunner(request, own.decoded())))
        : Decision.pass();
  }

  private Decision decide(PluginRequest request) {
    PlainPath path = PlainPath.of(request.path());
    if (options.excluded().has(path)) {
      return Decision.pass();
    }
    return decision(
        path.isPlain()
            ? rule(requests.toApp(request, path.decoded()))
            : judge.unclear(requests.toApp(request, request.path())));
  }

  private static Decision decision(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Allowed(Duties duties) -> AnswerMark.set(duties);
      case Ruling.Refused refused -> {
        Decision.Refuse refuse = Decision.refuse(refused.code(), refused.detail());
        if (!refused.challenge().isEmpty()) {
          refuse = refuse.withHeader("WWW-Authenticate", refused.challenge());
        }
        for (var header : refused.duties().headers()) {
          refuse = refuse.withHeader(header.name(), header.values().toArray(String[]::new));
        }
        yield refuse;
      }
    };
  }

  @Override
  public void onResponse(PluginResponse response) {
    AnswerMark.apply(response);
  }
}
