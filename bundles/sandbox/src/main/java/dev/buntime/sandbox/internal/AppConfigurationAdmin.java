package dev.buntime.sandbox.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Configuration Admin as one bundle sees it: without the configurations of the runner, of plugins
 * and of other apps. While an app is told of a change, all others see nothing, so that nothing of
 * them is called on threads of that app.
 *
 * <p>A configuration that is gone is shown, for that moment, as one that belongs to nobody: that is
 * what makes a component of the app ask for it, and give it up.
 *
 * @param user the bundle
 * @param admin what the bundle would get from Configuration Admin itself; null for those that use
 *     that
 * @param others knows what is not for the bundle
 */
record AppConfigurationAdmin(
    Bundle user, @Nullable ConfigurationAdmin admin, ForeignConfigurations others)
    implements InvocationHandler {
  private static final String NOWHERE = "deleted";

  private static final ScopedValue<Turn> TURN = ScopedValue.newInstance();

  /**
   * An app is told of a change.
   *
   * @param app its bundle
   * @param gone PID of the configuration, if it does not exist any more
   */
  record Turn(Bundle app, @Nullable String gone) {

    /** Runs on the current thread. */
    void run(Runnable news) {
      ScopedValue.where(TURN, this).run(news);
    }
  }

  ConfigurationAdmin face() {
    return (ConfigurationAdmin) proxy(ConfigurationAdmin.class, this);
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("listConfigurations") && TURN.isBound()) {
      Turn turn = TURN.get();
      if (!user.equals(turn.app())) {
        return null;
      }
      if (turn.gone() != null && ("(service.pid=" + turn.gone() + ")").equals(filter(arguments))) {
        return new Configuration[] {gone(turn.gone())};
      }
    }
    if (method.getName().equals("equals") && arguments != null) {
      return arguments[0] != null
          && Proxy.isProxyClass(arguments[0].getClass())
          && equals(Proxy.getInvocationHandler(arguments[0]));
    }
    if (admin == null) {
      return none(method);
    }
    boolean isList = method.getName().equals("listConfigurations");
    if (!isList && arguments != null && arguments[0] instanceof String pid) {
      others.check(user, pid);
    }
    Object answer = invoke(admin, method, arguments);
    return isList ? visible((Configuration @Nullable []) answer) : answer;
  }

  /** Null if there is none, as Configuration Admin has it. */
  private Configuration @Nullable [] visible(Configuration @Nullable [] all) {
    if (all == null) {
      return null;
    }
    Configuration[] visible =
        Arrays.stream(all).filter(each -> !others.have(user, each)).toArray(Configuration[]::new);
    return visible.length == 0 ? null : visible;
  }

  private static @Nullable Object filter(Object @Nullable [] arguments) {
    return arguments == null ? null : arguments[0];
  }

  private @Nullable Object none(Method method) {
    return switch (method.getName()) {
      case "listConfigurations" -> null;
      case "hashCode" -> hashCode();
      case "toString" -> toString();
      default ->
          throw new IllegalStateException(
              user + " is no app; it has to use Configuration Admin itself");
    };
  }

  private static @Nullable Object invoke(
      ConfigurationAdmin target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Configuration gone(String pid) {
    return (Configuration)
        proxy(
            Configuration.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getPid" -> pid;
                  case "getBundleLocation" -> NOWHERE;
                  case "getChangeCount" -> 0L;
                  case "getProperties", "getProcessedProperties" ->
                      FrameworkUtil.asDictionary(Map.of());
                  default ->
                      throw new IllegalStateException("the configuration " + pid + " is deleted");
                });
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
