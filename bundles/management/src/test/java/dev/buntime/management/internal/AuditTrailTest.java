package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.log.AuditEntry;
import dev.buntime.log.AuditEntry.Event;
import dev.buntime.log.AuditLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.hc.api.Result.Status;
import org.junit.Test;

public final class AuditTrailTest {
  private final List<AuditEntry> entries = new ArrayList<>();
  private final AuditFilter filter = new AuditFilter(Fakes.trail(entries));

  @Test
  public void filter_whenSomethingWasChanged_saysWhoWhatAndTheResult() throws Exception {
    HttpServletRequest request =
        new Fakes.Asked("DELETE", "/_/deployments/shop/1.0.0")
            .header("X-Request-Id", "r-1")
            .request();
    new Login("joe", "plugin-x", List.of("editor"), Role.EDITOR.permissions()).setOn(request);
    AuditTrail.target(request, "shop@1.0.0");

    run(request, (asked, answer) -> ((HttpServletResponse) answer).setStatus(204));

    assertThat(entries)
        .containsExactly(
            new AuditEntry(
                Fakes.SINCE,
                Event.WRITE,
                "joe",
                "plugin-x",
                List.of("editor"),
                "192.0.2.1",
                "DELETE",
                "/_/deployments/shop/1.0.0",
                "shop@1.0.0",
                204,
                null,
                "r-1"));
  }

  @Test
  public void filter_whenNothingIsChangedOrNobodyIsLoggedIn_saysNothing() throws Exception {
    for (String method : List.of("GET", "HEAD", "OPTIONS")) {
      run(byAdmin(new Fakes.Asked(method, "/_/stats")), (asked, answer) -> {});
    }
    run(new Fakes.Asked("POST", "/_/health/live").request(), (asked, answer) -> {});

    assertThat(entries).isEmpty();
  }

  @Test
  public void filter_whenItFails_saysSo() {
    HttpServletRequest request = byAdmin(new Fakes.Asked("POST", "/_/plugin-x/y"));

    assertThatThrownBy(() ->
            run(
                request,
                (asked, answer) -> {
                  throw new ServletException("broken");
                }))
        .isInstanceOf(ServletException.class);

    assertThat(entries).extracting(AuditEntry::status).containsExactly(500);
  }

  @Test
  public void filter_whenAFormOfTheConsole_saysItsAction() throws Exception {
    run(
        byAdmin(
            new Fakes.Asked("POST", "/_/console/bundles/7")
                .parameter("action", "stop")
                .parameter("password", "x")),
        (asked, answer) -> {});
    run(
        byAdmin(new Fakes.Asked("POST", "/_/plugin-x/keys").parameter("action", "s3cret")),
        (asked, answer) -> {});

    assertThat(entries).extracting(AuditEntry::target).containsExactly("stop", null);
  }

  @Test
  public void add_whenItCannotBeWritten_goesOnAndWarnsUntilItCan() {
    AtomicBoolean isFull = new AtomicBoolean(true);
    AuditTrail trail =
        Fakes.trail(
            (AuditLog)
                entry -> {
                  if (isFull.get()) {
                    throw new IOException("No space left on device");
                  }
                  entries.add(entry);
                });
    AuditCheck check = new AuditCheck(trail);
    HttpServletRequest request = new Fakes.Asked("POST", "/_/x").request();
    assertThat(check.execute().getStatus()).isEqualTo(Status.OK);

    trail.add(Event.WRITE, request, Login.ADMIN, 200, null);
    assertThat(check.execute().getStatus()).isEqualTo(Status.WARN);
    isFull.set(false);
    trail.add(Event.WRITE, request, Login.ADMIN, 200, null);

    assertThat(check.execute().getStatus()).isEqualTo(Status.OK);
    assertThat(entries).hasSize(1);
  }

  private static HttpServletRequest byAdmin(Fakes.Asked asked) {
    HttpServletRequest request = asked.request();
    Login.ADMIN.setOn(request);
    return request;
  }

  private void run(HttpServletRequest request, FilterChain chain)
      throws IOException, ServletException {
    filter.doFilter(request, new Fakes.Reply().response(), chain);
  }
}
