package dev.buntime.sandbox.internal.guard.app;

import java.io.InputStream;
import java.net.ContentHandler;
import java.net.URLConnection;
import java.util.List;
import java.util.function.BiFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/** Code that reaches for bundles; the key is what to do, a blank, and the id of a bundle. */
public final class Reacher implements BiFunction<String, BundleContext, String> {

  @Override
  public String apply(String key, BundleContext context) {
    int blank = key.lastIndexOf(' ');
    Bundle bundle = context.getBundle(Long.parseLong(key.substring(blank + 1)));
    try {
      run(key.substring(0, blank), context, bundle);
      return "done";
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String what, BundleContext context, Bundle bundle)
      throws BundleException {
    Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    switch (what) {
      case "start" -> bundle.start();
      case "start with options" -> bundle.start(Bundle.START_TRANSIENT);
      case "stop" -> bundle.stop();
      case "stop with options" -> bundle.stop(Bundle.STOP_TRANSIENT);
      case "update" -> bundle.update();
      case "update from stream" -> bundle.update(InputStream.nullInputStream());
      case "uninstall" -> bundle.uninstall();
      case "refresh" -> system.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
      case "refresh all" -> system.adapt(FrameworkWiring.class).refreshBundles(null);
      case "resolve" -> system.adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
      case "start level" -> bundle.adapt(BundleStartLevel.class).setStartLevel(1);
      case "framework start level" -> system.adapt(FrameworkStartLevel.class).setStartLevel(3);
      case "initial start level" ->
          system.adapt(FrameworkStartLevel.class).setInitialBundleStartLevel(3);
      case "install" -> context.installBundle("file:other.jar");
      case "install from stream" -> context.installBundle("other", InputStream.nullInputStream());
      case "hook" -> context.registerService(WeavingHook.class, _ -> {}, null);
      case "hook by name" ->
          context.registerService(WeavingHook.class.getName(), (WeavingHook) _ -> {}, null);
      case "hook by names" ->
          context.registerService(
              new String[] {"java.lang.Runnable", WeavingHook.class.getName()}, new Both(), null);
      case "hook by factory" ->
          context.registerService(WeavingHook.class, (ServiceFactory<WeavingHook>) null, null);
      case "handler of content" ->
          context.registerService(ContentHandler.class, new TextHandler(), null);
      case "service" -> context.registerService(Runnable.class, () -> {}, null).unregister();
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static final class TextHandler extends ContentHandler {
    @Override
    public Object getContent(URLConnection connection) {
      return "";
    }
  }

  private static final class Both implements Runnable, WeavingHook {
    @Override
    public void run() {}

    @Override
    public void weave(org.osgi.framework.hooks.weaving.WovenClass woven) {}
  }
}
