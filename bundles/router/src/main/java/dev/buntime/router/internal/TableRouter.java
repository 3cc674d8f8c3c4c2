package dev.buntime.router.internal;

import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.router.Route;
import dev.buntime.router.Router;
import dev.buntime.runtime.InvocationException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volatile reference to the routing table in force, replaced whole for every change of the
 * catalog.
 *
 * <p>A changed configuration is taken in place: a new instance would have an empty table until the
 * catalog finds it. A malformed shell is an error in the log and a notice on the start page; the
 * apps stay reachable.
 *
 * <p>It hears of a change before the pool does: whom that tells that a version is gone can ask for
 * the way anew.
 */
@Component(configurationPid = RouterConfig.PID, property = "service.ranking:Integer=1")
@Designate(ocd = RouterConfig.class)
public final class TableRouter implements Router, CatalogListener {
  private static final Logger log = LoggerFactory.getLogger(TableRouter.class);
  private static final String RUNNER = "_";

  private volatile RoutingTable table = RoutingTable.EMPTY; // replaced whole, never edited
  private volatile Shell shell;

  /** Starts with an empty table; the catalog tells what there is. */
  @Activate
  public TableRouter(RouterConfig config) {
    this.shell = configured(config);
  }

  @Modified
  void modified(RouterConfig config) {
    shell = configured(config);
  }

  private static Shell configured(RouterConfig config) {
    Shell shell = Shell.of(config.shell());
    if (shell instanceof Shell.Malformed(String problem)) {
      log.error("{}. The start page answers at / until this is corrected.", problem);
    }
    return shell;
  }

  @Override
  public void changed(CatalogSnapshot before, CatalogSnapshot after) {
    table = table.next(after);
  }

  @Override
  public Route route(String canonicalPath) throws InvocationException {
    if (canonicalPath.equals("/")) {
      return root();
    }
    if (!canonicalPath.startsWith("/") || canonicalPath.startsWith("//")) {
      throw Refusals.pathInvalid(canonicalPath);
    }
    int slash = canonicalPath.indexOf('/', 1);
    int end = slash < 0 ? canonicalPath.length() : slash;
    String segment = canonicalPath.substring(1, end);
    return segment.equals(RUNNER)
        ? new Route.ToRunner()
        : new Route.ToApp(
            table.find(segment), canonicalPath.substring(0, end), canonicalPath.substring(end));
  }

  private Route root() throws InvocationException {
    return switch (shell) {
      case Shell.None _ -> new Route.Start();
      case Shell.Malformed(String problem) -> new Route.Start(problem);
      case Shell.App(String segment) -> toShell(segment);
    };
  }

  private Route toShell(String segment) throws InvocationException {
    try {
      return new Route.ToApp(table.find(segment), "/" + segment, "/");
    } catch (InvocationException e) {
      throw Refusals.ofShell(segment, e);
    }
  }
}
