package dev.buntime.sandbox.internal.guard.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** Says what the framework has called, and on which thread. */
public final class Hearing implements BundleActivator, Function<String, Object> {
  private static final List<String> HEARD = new CopyOnWriteArrayList<>();
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static volatile boolean isFailing;
  private static volatile boolean isHanging;

  @Override
  public synchronized void start(BundleContext context) {
    heard("start");
    Runnable hint = () -> heard("hint"); // a lambda that is no listener
    hint.run();
    context.addBundleListener(event -> heard("bundle lambda " + event.getType()));
    context.addBundleListener(Hearing::hears);
    context.addBundleListener(event -> hang());
    context.addBundleListener(new Named());
    context.addBundleListener(new Inheriting().reference());
    BundleListener both = (BundleListener & Marked) event -> heard("marked " + event.getType());
    context.addBundleListener(both);
    Direct sub = event -> heard("sub " + event.getType());
    context.addBundleListener(sub);
    context.addBundleListener(new Defaulting() {});
    SynchronousBundleListener direct = event -> heard("direct lambda " + event.getType());
    context.addBundleListener(direct);
    context.addFrameworkListener(event -> heard("framework lambda " + event.getType()));
    context.addFrameworkListener(new Framework());
    AllServiceListener services = event -> heard("service lambda " + event.getType());
    context.addServiceListener(services);
    BundleListener removed = event -> heard("removed");
    context.addBundleListener(removed);
    context.removeBundleListener(removed);
    new ServiceTracker<Runnable, String>(context, Runnable.class, new Customizer()).open();
    new Tracker(context).open();
    new BundleTracker<String>(context, Bundle.ACTIVE, new Bundles()).open();
    HEARD.clear();
  }

  @Override
  public synchronized void stop(BundleContext context) {
    heard("stop");
    if (isFailing) {
      throw new IllegalStateException("does not stop");
    }
  }

  @Override
  public Object apply(String what) {
    isFailing |= what.equals("fail");
    isHanging |= what.equals("hang");
    return HEARD;
  }

  private static void hang() {
    if (isHanging) {
      heard("hangs");
      try {
        NEVER.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void hears(BundleEvent event) {
    heard("reference " + event.getType());
  }

  private static void heard(String what) {
    HEARD.add(what + " on " + Thread.currentThread().getName());
  }

  private static final class Named implements BundleListener {
    @Override
    public void bundleChanged(BundleEvent event) {
      heard("named " + event.getType());
    }
  }

  private interface Marked {}

  private interface Direct extends SynchronousBundleListener {}

  private interface Defaulting extends BundleListener {
    @Override
    default void bundleChanged(BundleEvent event) {
      heard("default " + event.getType());
    }
  }

  private static class Having {
    void inherited(BundleEvent event) {
      heard("inherited " + event.getType());
    }
  }

  private static final class Inheriting extends Having {
    BundleListener reference() {
      return this::inherited;
    }
  }

  private static final class Framework implements FrameworkListener {
    @Override
    public void frameworkEvent(FrameworkEvent event) {
      heard("framework named " + event.getType());
    }
  }

  private static final class Customizer implements ServiceTrackerCustomizer<Runnable, String> {
    @Override
    public String addingService(ServiceReference<Runnable> reference) {
      heard("customizer adding");
      return "";
    }

    @Override
    public void modifiedService(ServiceReference<Runnable> reference, String service) {
      heard("customizer modified");
    }

    @Override
    public void removedService(ServiceReference<Runnable> reference, String service) {
      heard("customizer removed");
    }
  }

  private static final class Tracker extends ServiceTracker<Runnable, Runnable> {
    Tracker(BundleContext context) {
      super(context, Runnable.class, null);
    }

    @Override
    public Runnable addingService(ServiceReference<Runnable> reference) {
      heard("tracker adding");
      return super.addingService(reference);
    }
  }

  private static final class Bundles implements BundleTrackerCustomizer<String> {
    @Override
    public String addingBundle(Bundle bundle, BundleEvent event) {
      heard("bundles adding");
      return "";
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, String tracked) {
      heard("bundles modified");
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, String tracked) {
      heard("bundles removed");
    }
  }
}
