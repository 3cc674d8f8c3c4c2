package dev.buntime.plugins.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugins.BundlePlugins;
import dev.buntime.plugins.Passage;
import dev.buntime.plugins.Plugins;
import dev.buntime.plugins.Use;
import dev.buntime.runtime.PluginListener;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.dto.PluginDTO;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the plugins in the service registry, and is asked by the other rooms.
 *
 * <p>It needs its configuration: before that is there, nobody knows which plugins are required, and
 * so nobody may be served.
 */
@Component(
    immediate = true,
    configurationPid = PluginsConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = {
      Plugins.class,
      BundlePlugins.class,
      PluginRuntime.class,
      WorkerListener.class,
      ConfigurationListener.class
    })
@Designate(ocd = PluginsConfig.class)
public final class PluginDirectory
    implements Plugins, BundlePlugins, PluginRuntime, WorkerListener, ConfigurationListener {
  private static final Logger log = LoggerFactory.getLogger(PluginDirectory.class);

  private static final int TELLER_IDLE_SECONDS = 10;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final InstantSource clock = InstantSource.system();
  private final Row row = new Row();
  private final HookThreads threads;
  private final Entrance entrance;
  private final WorkerNews news;
  private final SeatLife life;
  private final Absences absences;
  private final List<PluginListener> listeners = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor teller = teller();
  private final PluginNews pluginNews;
  private final Map<ServiceReference<Plugin>, Seat> seats = new ConcurrentHashMap<>();
  private volatile Rules rules;
  private volatile @Nullable ServiceComponentRuntime components;
  private volatile @Nullable HttpServiceRuntime http;
  private volatile @Nullable ConfigurationSecrets secrets;

  /** Made by Declarative Services. */
  @Activate
  public PluginDirectory(
      BundleContext context, PluginsConfig config, @Reference ConfigurationAdmin admin) {
    this.context = context;
    this.admin = admin;
    rules = Rules.of(config);
    threads = new HookThreads(System::nanoTime, rules.hookLimit(), rules.hookThreads());
    entrance = new Entrance(row, threads);
    news = new WorkerNews(threads);
    absences = new Absences(clock, this::whyMissing);
    pluginNews = new PluginNews(row, absences, listeners, clock, teller);
    life = new SeatLife(row, threads, news, pluginNews::look, this::masked);
    row.require(rules.required());
    takeStock();
    threads.watch(absences);
  }

  /** A thread that is there only while listeners are told. */
  private static ThreadPoolExecutor teller() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            TELLER_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            PluginThread.timers("plugin-news"),
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Modified
  void modified(PluginsConfig config) {
    rules = Rules.of(config);
    threads.limit(rules.hookLimit(), rules.hookThreads());
    row.require(rules.required());
    takeStock();
  }

  private String whyMissing(String name) {
    return masked(ComponentReport.whyMissing(components, name));
  }

  /** What a plugin throws may have an option in it. */
  private String masked(String reason) {
    ConfigurationSecrets present = secrets;
    return present == null ? reason : present.masked(reason);
  }

  /** It is there before any plugin: who is listed is told by the same room. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetSecrets")
  void setSecrets(ConfigurationSecrets found) {
    secrets = found;
  }

  void unsetSecrets(ConfigurationSecrets lost) {
    if (lost.equals(secrets)) {
      secrets = null;
    }
  }

  @Deactivate
  void deactivate() {
    stop();
    threads.close();
    teller.shutdown();
  }

  @Reference(
      service = Plugin.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "updatePlugin",
      unbind = "removePlugin")
  void addPlugin(ServiceReference<Plugin> service) {
    String name = String.valueOf(service.getProperty(Plugin.NAME));
    Seat seat = new Seat(id(service, name), ranking(service, name), clock);
    seat.whenItFails(pluginNews::look);
    seats.put(service, seat);
    row.add(seat);
    takeStock();
    if (!NAME.matcher(name).matches()) {
      life.refuse(
          seat,
          "its service property "
              + Plugin.NAME
              + " is '"
              + name
              + "'; it must be 1 to 64 of a-z, 0-9, '.', '_' and '-' and begin with a letter");
      return;
    }
    life.begin(seat, () -> make(service, seat), () -> tell(seat));
  }

  void updatePlugin(ServiceReference<Plugin> service) {
    Seat seat = seats.get(service);
    if (seat != null) {
      seat.rank(ranking(service, seat.name()));
      row.update();
    }
  }

  /** Returns when no request calls the plugin any more. */
  void removePlugin(ServiceReference<Plugin> service) {
    Seat seat = seats.remove(service);
    if (seat == null) {
      return;
    }
    Comeback comeback = Comeback.of(service);
    if (row.isInForce(seat) && isToComeBack(comeback)) {
      life.vacate(seat, () -> isToComeBack(comeback), () -> whyMissing(seat.name()));
    } else {
      life.end(seat);
    }
    takeStock();
    var _ = context.ungetService(service);
  }

  private boolean isToComeBack(@Nullable Comeback comeback) {
    return comeback != null && !row.isStopped() && comeback.isExpected(components, admin);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeListener")
  void addListener(PluginListener listener) {
    listeners.add(listener);
  }

  void removeListener(PluginListener listener) {
    listeners.remove(listener);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetComponents")
  void setComponents(ServiceComponentRuntime runtime) {
    components = runtime;
  }

  void unsetComponents(ServiceComponentRuntime runtime) {
    if (runtime.equals(components)) {
      components = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetHttp")
  void setHttp(HttpServiceRuntime runtime) {
    http = runtime;
  }

  void unsetHttp(HttpServiceRuntime runtime) {
    if (runtime.equals(http)) {
      http = null;
    }
  }

  private static SeatId id(ServiceReference<Plugin> service, String name) {
    return new SeatId(
        name,
        service.getBundle().getVersion(),
        service.getBundle().getBundleId(),
        (Long) service.getProperty(Constants.SERVICE_ID));
  }

  private int ranking(ServiceReference<Plugin> service, String name) {
    int own =
        service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    return options(name).ranking(own);
  }

  private PluginOptions options(String name) {
    if (!NAME.matcher(name).matches()) {
      return PluginOptions.NONE;
    }
    try {
      return PluginOptions.of(admin, name);
    } catch (IOException e) {
      log.error("the options of {} cannot be read; it gets none", name, e);
      return PluginOptions.NONE;
    }
  }

  private Occupant make(ServiceReference<Plugin> service, Seat seat) {
    Plugin plugin = context.getService(service);
    if (plugin == null) {
      throw new NoServiceException("its service cannot be had: " + whyMissing(seat.name()));
    }
    return new Occupant(
        plugin, Hook.of(plugin), !Boolean.FALSE.equals(service.getProperty(Plugin.BLOCKING)));
  }

  private Context tell(Seat seat) {
    return new Context(
        seat.name(),
        options(seat.name()).values(),
        rules.mode(),
        Objects.requireNonNullElse(context.getProperty("buntime.version"), "unknown"));
  }

  private void takeStock() {
    Rules now = rules;
    absences.update(
        now.expected(),
        row.seats().stream().map(Seat::name).collect(Collectors.toSet()),
        threads.now());
    pluginNews.look();
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    seats.keySet().stream()
        .filter(service -> event.getPid().equals(service.getProperty(Plugin.NAME)))
        .forEach(this::updatePlugin);
  }

  @Override
  public void moved(WorkerEventDTO event) {
    news.moved(event);
  }

  @Override
  public Passage enter() {
    return entrance.enter();
  }

  @Override
  public boolean isInForce(String name) {
    return row.chain().seat(name) != null;
  }

  @Override
  public List<String> failed() {
    return row.chain().seats().stream()
        .filter(seat -> !seat.incumbent().isWell())
        .map(Seat::name)
        .toList();
  }

  @Override
  public String state(String name) {
    return PluginReport.state(row, name);
  }

  @Override
  public boolean isDevelopment() {
    return rules.mode().equals("development");
  }

  @Override
  public Set<String> inForce(long bundle) {
    return row.chain().seats().stream()
        .filter(seat -> seat.id().bundle() == bundle)
        .map(Seat::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void retire(long bundle) {
    row.retire(bundle);
    pluginNews.look();
  }

  @Override
  public Use use(long bundle) {
    return row.use(bundle);
  }

  @Override
  public boolean isReady() {
    return row.chain().awaited().isEmpty();
  }

  @Override
  public List<PluginDTO> plugins() {
    return new PluginReport(row, rules, absences, this::options, Routes.of(http)).plugins();
  }

  @Override
  public void stop() {
    life.endAll();
  }
}
