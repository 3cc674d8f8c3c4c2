package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.credentials.LoginThrottle;
import dev.buntime.credentials.PasswordFile;
import dev.buntime.log.AuditEntry;
import dev.buntime.log.AuditEntry.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The door of the management plane. {@link Fakes#management} maps the roles. */
public final class ManagementDoorTest {
  private static final String RIGHT = basic("admin:secret12");
  private static final String WRONG = basic("admin:secret13");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final AtomicLong nanos = new AtomicLong();
  private final List<AuditEntry> audit = new ArrayList<>();
  private ManagementDoor door;

  @Before
  public void setUp() throws IOException {
    Path data = folder.getRoot().toPath();
    new PasswordFile(data.resolve("admin.password")).write("secret12".toCharArray());
    door =
        new ManagementDoor(
            new AdminLogin(Fakes.context(data), new LoginThrottle(nanos::get)),
            Fakes.trail(audit),
            Fakes.management(true));
  }

  @Test
  public void admit_withoutAnything_asksForBasic() throws IOException {
    Fakes.Reply reply = admit(get(), Permission.READ);

    assertThat(reply.status).isEqualTo(401);
    assertThat(reply.headers)
        .containsEntry("WWW-Authenticate", "Basic realm=\"Buntime\", charset=\"UTF-8\"");
    assertThat(reply.message).contains("'admin'").contains("bin/buntime passwd");
    assertThat(audit).as("nobody has tried anything").isEmpty();
  }

  @Test
  public void admit_whenTheAdmin_mayDoEverything() throws IOException {
    for (Permission each : Permission.values()) {
      var request = get().header("Authorization", RIGHT).request();

      assertThat(door.admit(request, new Fakes.Reply().response(), each)).isEqualTo(Login.ADMIN);
      assertThat(Login.of(request)).contains(Login.ADMIN);
    }
    assertThat(audit).isEmpty();
  }

  @Test
  public void admit_whenWrong_asksAgainAndIsRemembered() throws IOException {
    Fakes.Reply reply = admit(get().header("Authorization", WRONG), Permission.READ);

    assertThat(reply.status).isEqualTo(401);
    assertThat(audit)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.event()).isEqualTo(Event.LOGIN_FAILED);
          assertThat(entry.user()).isNull();
          assertThat(entry.address()).isEqualTo("192.0.2.1");
          assertThat(entry.status()).isEqualTo(401);
          assertThat(entry.toString()).doesNotContain("secret13");
        });
  }

  @Test
  public void admit_afterManyWrong_isDelayedAndRememberedOnce() throws IOException {
    for (int i = 0; i < 5; i++) {
      admit(get().header("Authorization", WRONG), Permission.READ);
    }
    audit.clear();

    for (int i = 0; i < 3; i++) {
      Fakes.Reply reply = admit(get().header("Authorization", RIGHT), Permission.READ);
      assertThat(reply.status).isEqualTo(429);
      assertThat(reply.headers)
          .containsEntry("Retry-After", "1")
          .doesNotContainKey("WWW-Authenticate");
      assertThat(reply.message).contains("Try again in 1 s");
    }
    assertThat(audit).extracting(AuditEntry::event).containsExactly(Event.LOGIN_DELAYED);
    assertThat(
            admit(get().from("192.0.2.2").header("Authorization", RIGHT), Permission.READ).status)
        .as("from elsewhere")
        .isEqualTo(200);
  }

  @Test
  public void admit_whenIdentified_goesByTheRole() throws IOException {
    Map<String, Set<Permission>> table =
        Map.of(
            "buntime:admin", Role.ADMIN.permissions(),
            "buntime:editor", Role.EDITOR.permissions(),
            "buntime:viewer", Role.VIEWER.permissions(),
            "ops", Role.ADMIN.permissions(),
            "dev", Role.EDITOR.permissions(),
            "staff", Role.VIEWER.permissions(),
            "buntime:deploy", Set.of(Permission.DEPLOY),
            "buntime:traffic", Set.of(Permission.TRAFFIC),
            "admin", Set.of(),
            "BUNTIME:ADMIN", Set.of());
    for (var row : table.entrySet()) {
      for (Permission needed : Permission.values()) {
        assertThat(admit(get().by("joe", row.getKey()), needed).status)
            .as("%s for %s", row.getKey(), needed)
            .isEqualTo(row.getValue().contains(needed) ? 200 : 403);
      }
    }
  }

  @Test
  public void admit_whenIdentifiedByAPasswordOfHisOwn_isNotTakenForOneWhoGuesses()
      throws IOException {
    String own = basic("joe:password-of-joe");
    for (int i = 0; i < 30; i++) {
      assertThat(
              admit(get().by("joe", "staff").header("Authorization", own), Permission.DEPLOY)
                  .status)
          .isEqualTo(403);
    }

    assertThat(audit).extracting(AuditEntry::event).containsOnly(Event.FORBIDDEN);
    assertThat(admit(get().header("Authorization", RIGHT), Permission.READ).status).isEqualTo(200);
  }

  @Test
  public void admit_whenTheRoleIsNotEnough_saysWhatIs() throws IOException {
    Fakes.Reply reply = admit(get().by("joe", "staff"), Permission.DEPLOY);

    assertThat(reply.status).isEqualTo(403);
    assertThat(reply.headers).doesNotContainKey("WWW-Authenticate");
    assertThat(reply.message)
        .contains("'joe' by plugin-x with viewer")
        .contains("the role editor or admin, or the permission deploy")
        .contains("management.roles");
    assertThat(admit(get().by("ann"), Permission.READ).message).contains("and have no role here");
    assertThat(audit)
        .extracting(AuditEntry::event, AuditEntry::user, AuditEntry::provider, AuditEntry::code)
        .first()
        .hasToString("(FORBIDDEN, \"joe\", \"plugin-x\", \"FORBIDDEN\")");
  }

  @Test
  public void admit_whenTheRoleIsNotEnough_takesTheAdmin() throws IOException {
    assertThat(
            admit(get().by("joe", "staff").header("Authorization", RIGHT), Permission.ADMIN).status)
        .isEqualTo(200);
    assertThat(
            admit(get().by("joe", "staff").header("Authorization", WRONG), Permission.ADMIN).status)
        .isEqualTo(401);
  }

  @Test
  public void admit_whenTheRoleIsEnough_looksAtNoPassword() throws IOException {
    for (int i = 0; i < 20; i++) {
      Fakes.Reply wrong =
          admit(get().by("joe", "ops").header("Authorization", WRONG), Permission.READ);
      assertThat(wrong.status).isEqualTo(200);
    }
    assertThat(audit).isEmpty();
    assertThat(admit(get().header("Authorization", RIGHT), Permission.READ).status)
        .as("nothing was counted")
        .isEqualTo(200);
  }

  @Test
  public void admit_whenForged_isForbiddenForTheAdminToo() throws IOException {
    for (Fakes.Asked asked :
        List.of(
            new Fakes.Asked("POST", "/_/x").header("Authorization", RIGHT),
            new Fakes.Asked("POST", "/_/x").by("joe", "ops"))) {
      Fakes.Reply reply = admit(asked.header("Sec-Fetch-Site", "cross-site"), Permission.READ);

      assertThat(reply.status).isEqualTo(403);
      assertThat(reply.message).contains("a page of another site");
    }
    assertThat(audit)
        .extracting(AuditEntry::event)
        .containsExactly(Event.FORBIDDEN, Event.FORBIDDEN);
  }

  @Test
  public void modified_takesAnotherMapping() throws IOException {
    door.modified(
        Fakes.proxy(
            ManagementConfig.class,
            (method, arguments) ->
                method.equals("roles_viewer") ? new String[] {"ops", "ops"} : new String[0]));

    assertThat(admit(get().by("joe", "ops"), Permission.READ).status).isEqualTo(200);
    assertThat(admit(get().by("joe", "ops"), Permission.ADMIN).status).isEqualTo(403);
  }

  private Fakes.Reply admit(Fakes.Asked asked, Permission needed) throws IOException {
    Fakes.Reply reply = new Fakes.Reply();
    Login login = door.admit(asked.request(), reply.response(), needed);
    assertThat(login == null).isEqualTo(reply.status != 200);
    return reply;
  }

  private static Fakes.Asked get() {
    return new Fakes.Asked("GET", "/_/stats");
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
