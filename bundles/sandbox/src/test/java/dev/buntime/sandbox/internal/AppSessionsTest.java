package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Collections;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;

/** What an app keeps in sessions, and what it hears of them. */
public final class AppSessionsTest {
  @Rule public final Fakes.Workers threads = new Fakes.Workers();
  private final AppScope app =
      new AppScope(new AppPaths("/.w/7", "/shop@1.0.0"), new AppCalls(threads));
  private final FelixSession felix = new FelixSession();
  private final HttpSession session = new ConfinedSession(felix.session, app.sessions());
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Test
  public void attributes_areTheAppsOwnObjects_andNotWhatJettyHas() {
    Object cart = new Object();
    session.setAttribute("cart", cart);

    assertThat(session.getAttribute("cart")).isSameAs(cart);
    assertThat(Collections.list(session.getAttributeNames())).containsExactly("cart");
    assertThat(felix.values.get("cart")).isNotSameAs(cart);

    session.setAttribute("cart", null);
    assertThat(session.getAttribute("cart")).isNull();
  }

  @Test
  public void value_hearsOnTheAppsThreads_whoeverUnbindsIt() {
    threads.run(() -> session.setAttribute("cart", new Cart("one")));
    assertThat(heard).as("before setAttribute returns").containsExactly("one bound worker cart");

    felix.session.removeAttribute("cart"); // as Jetty's scavenger does

    Awaitility.await()
        .untilAsserted(() -> assertThat(heard).last().isEqualTo("one unbound worker cart"));
  }

  @Test
  public void value_whenReplaced_isUnbound() {
    threads.run(() -> {
      session.setAttribute("cart", new Cart("one"));
      session.setAttribute("cart", new Cart("two"));
    });

    assertThat(heard)
        .containsExactly(
            "one bound worker cart", "two bound worker cart", "one unbound worker cart");
  }

  @Test
  public void value_whenSetAgain_isBoundOnce() {
    Cart cart = new Cart("one");
    threads.run(() -> {
      session.setAttribute("cart", cart);
      session.setAttribute("cart", cart);
    });

    assertThat(heard).containsExactly("one bound worker cart");
    threads.run(() -> session.removeAttribute("cart"));
    assertThat(heard).last().isEqualTo("one unbound worker cart");
  }

  @Test
  public void value_isNoActivationListenerForJetty() {
    session.setAttribute("cart", new Cart("one"));

    assertThat(felix.values.get("cart")).isNotInstanceOf(HttpSessionActivationListener.class);
  }

  @Test
  public void end_emptiesTheSessions_andTellsWhoIsInThem() {
    session.setAttribute("plain", new Object());
    session.setAttribute("broken", new Cart("broken"));
    threads.run(() -> session.setAttribute("cart", new Cart("one")));
    await().until(() -> heard.contains("broken bound worker broken")); // on a thread of the app
    heard.clear();

    threads.run(app.sessions()::end);

    assertThat(heard)
        .containsExactlyInAnyOrder("one unbound worker cart", "broken unbound worker broken");
    assertThat(felix.values.values()).allMatch(value -> SessionValue.unwrap(value) == null);
  }

  @Test
  public void value_whenSetAfterTheEnd_isNotKept() {
    app.sessions().end();

    session.setAttribute("plain", new Object());

    assertThat(session.getAttribute("plain")).isNull();
  }

  @Test
  public void sessionListener_whenTheSessionEndsByItself_seesWhatItWas() {
    session.setAttribute("user", "ann");
    CountDownLatch over = new CountDownLatch(1);
    HttpSessionListener listener =
        faced(
            HttpSessionListener.class,
            new HttpSessionListener() {
              @Override
              public void sessionDestroyed(HttpSessionEvent event) {
                awaitQuietly(over);
                heard.add(
                    event.getSession().getAttribute("user")
                        + " "
                        + event.getSession().getId()
                        + " "
                        + event.getSession().getServletContext().getContextPath()
                        + " "
                        + Thread.currentThread().getName());
              }
            });

    listener.sessionDestroyed(new HttpSessionEvent(felix.session)); // nobody waits
    felix.values.clear();
    over.countDown();

    Awaitility.await()
        .untilAsserted(() -> assertThat(heard).containsExactly("ann 4711 /shop@1.0.0 worker"));
  }

  @Test
  public void sessionListener_whenTheAppEndsIt_isToldAtOnceAndMayChangeIt() {
    HttpSessionListener listener =
        faced(
            HttpSessionListener.class,
            new HttpSessionListener() {
              @Override
              public void sessionCreated(HttpSessionEvent event) {
                event.getSession().setAttribute("new", "yes");
              }
            });

    threads.run(() -> listener.sessionCreated(new HttpSessionEvent(felix.session)));

    assertThat(session.getAttribute("new")).isEqualTo("yes");
  }

  @Test
  public void attributeListener_hearsOfTheAppsOwnObjects() {
    HttpSessionAttributeListener listener =
        faced(
            HttpSessionAttributeListener.class,
            new HttpSessionAttributeListener() {
              @Override
              public void attributeRemoved(HttpSessionBindingEvent event) {
                heard.add(event.getName() + " " + event.getValue());
              }
            });
    session.setAttribute("user", "ann");
    Object kept = felix.values.get("user");

    threads.run(
        () -> listener.attributeRemoved(new HttpSessionBindingEvent(felix.session, "user", kept)));

    assertThat(heard).containsExactly("user ann");
  }

  @Test
  public void idListener_doesNotSeeTheSessionOfAllApps() {
    felix.values.put("secret of another app", "x");
    HttpSessionIdListener listener =
        faced(
            HttpSessionIdListener.class,
            (event, old) ->
                heard.add(
                    old
                        + " "
                        + event.getSession().getId()
                        + " "
                        + Collections.list(event.getSession().getAttributeNames())));

    threads.run(() -> listener.sessionIdChanged(new HttpSessionEvent(felix.session), "before"));

    assertThat(heard).containsExactly("before 4711 []");
  }

  @Test
  public void picture_cannotBeChanged() {
    session.setAttribute("user", "ann");
    HttpSession picture = app.sessions().ofEvent(felix.session);

    assertThat(picture.getAttribute("user")).isEqualTo("ann");
    assertThat(picture.isNew()).isFalse();
    assertThat(picture.getCreationTime()).isEqualTo(1);
    assertThat(picture.getLastAccessedTime()).isEqualTo(2);
    assertThat(picture.getMaxInactiveInterval()).isEqualTo(3);
    assertThatThrownBy(picture::invalidate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4711");
    assertThatThrownBy(() -> picture.setAttribute("a", "b"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> picture.removeAttribute("user"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> picture.setMaxInactiveInterval(9))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  public void session_passesTheRestOn_andEqualsItself() {
    assertThat(session.getId()).isEqualTo("4711");
    assertThat(session.isNew()).isFalse();
    assertThat(session.getCreationTime()).isEqualTo(1);
    assertThat(session.getLastAccessedTime()).isEqualTo(2);
    session.setMaxInactiveInterval(60);
    assertThat(session.getMaxInactiveInterval()).isEqualTo(3);
    assertThat(session.getServletContext().getContextPath()).isEqualTo("/shop@1.0.0");
    session.setAttribute("a", "b");
    session.invalidate();
    assertThat(felix.values).isEmpty();
    assertThat(session)
        .isEqualTo(new ConfinedSession(felix.session, app.sessions()))
        .hasSameHashCodeAs(new ConfinedSession(felix.session, app.sessions()));
  }

  private <T extends EventListener> T faced(Class<T> type, T listener) {
    return type.cast(ConfinedListener.of(listener, app));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A value that wants to hear where it is. */
  private final class Cart implements HttpSessionBindingListener, HttpSessionActivationListener {
    private final String name;

    Cart(String name) {
      this.name = name;
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      hear("bound", event);
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      hear("unbound", event);
      if (name.equals("broken")) {
        throw new IllegalStateException("on purpose");
      }
    }

    private void hear(String what, HttpSessionBindingEvent event) {
      assertThat(event.getSession().getId()).isEqualTo("4711");
      assertThat(event.getValue()).isSameAs(this);
      heard.add(name + " " + what + " " + Thread.currentThread().getName() + " " + event.getName());
    }
  }

  /** Does what the session of Felix HTTP does. */
  private static final class FelixSession {
    final Map<String, Object> values = new ConcurrentHashMap<>();
    final HttpSession session = Fakes.proxy(HttpSession.class, this::answer);

    private @Nullable Object answer(String method, Object[] arguments) {
      return switch (method) {
        case "getId" -> "4711";
        case "isNew" -> false;
        case "getCreationTime" -> 1L;
        case "getLastAccessedTime" -> 2L;
        case "getMaxInactiveInterval" -> 3;
        case "getServletContext" -> Fakes.proxy(ServletContext.class, (name, none) -> "/.w/7");
        case "getAttribute" -> values.get((String) arguments[0]);
        case "getAttributeNames" -> Collections.enumeration(values.keySet());
        case "setAttribute" -> {
          values.put((String) arguments[0], arguments[1]);
          if (arguments[1] instanceof HttpSessionBindingListener listener) {
            listener.valueBound(new HttpSessionBindingEvent(session, (String) arguments[0]));
          }
          yield null;
        }
        case "removeAttribute" -> {
          if (values.remove((String) arguments[0]) instanceof HttpSessionBindingListener listener) {
            listener.valueUnbound(new HttpSessionBindingEvent(session, (String) arguments[0]));
          }
          yield null;
        }
        case "invalidate" -> {
          List.copyOf(values.keySet()).forEach(session::removeAttribute);
          yield null;
        }
        default -> null;
      };
    }
  }
}
