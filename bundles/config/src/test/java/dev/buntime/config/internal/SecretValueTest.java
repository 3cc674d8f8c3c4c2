package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.credentials.ConfigurationSecrets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.Test;

public final class SecretValueTest {
  private static final String MASK = ConfigurationSecrets.MASK;
  private static final SecretValue SECRET = new SecretValue(true, UnaryOperator.identity());
  private static final SecretValue PLAIN =
      new SecretValue(false, text -> text.replace("planted", MASK));
  private static final String JWT = "{\"provider\":\"jwt\",\"secret\":\"s-1\"}";
  private static final String BASIC =
      "{\"provider\":\"basic\",\"users\":[{\"name\":\"joe\",\"password\":\"p-1\"}]}";

  @Test
  public void masked_aSecret_saysNeitherHowLongItIs_norHowMany() {
    assertThat(SECRET.masked("x")).isEqualTo(MASK);
    assertThat(SECRET.masked("x".repeat(1000))).isEqualTo(MASK);
    assertThat(SECRET.masked(5L)).isEqualTo(MASK);
    assertThat(SECRET.masked(List.of("a", "b", "c"))).isEqualTo(List.of(MASK));
  }

  @Test
  public void masked_whatHidesNothing_staysTheSame() {
    assertThat(SECRET.masked("")).isEqualTo("");
    assertThat(SECRET.masked(true)).isEqualTo(true);
    assertThat(SECRET.masked(List.of())).isEqualTo(List.of());
    assertThat(PLAIN.masked("text")).isEqualTo("text");
    assertThat(PLAIN.masked(5L)).isEqualTo(5L);
    assertThat(PLAIN.masked("{ \"no\" :\"secret\"}")).isEqualTo("{ \"no\" :\"secret\"}");
    assertThat(PLAIN.masked("{ no json")).isEqualTo("{ no json");
  }

  @Test
  public void masked_secretsInObjects_atAnyDepth() {
    assertThat(PLAIN.masked(List.of(JWT, BASIC)))
        .isEqualTo(
            List.of(
                "{\"provider\":\"jwt\",\"secret\":\"********\"}",
                "{\"provider\":\"basic\",\"users\":[{\"name\":\"joe\",\"password\":\"********\"}]}"));
    assertThat(PLAIN.masked("{\"tokens\":[\"a\",\"b\"],\"on\":{\"apiKey\":7,\"token\":true}}"))
        .isEqualTo("{\"tokens\":\"********\",\"on\":{\"apiKey\":\"********\",\"token\":true}}");
    assertThat(PLAIN.masked("Bearer planted")).isEqualTo("Bearer ********");
  }

  @Test
  public void restored_aMaskThatWasLeftAlone_isWhatWasThere() {
    for (Object stored : List.of("x", 5L, List.of("a", "b"), "")) {
      assertThat(SECRET.restored(SECRET.masked(stored), stored)).contains(stored);
    }
    for (Object stored : List.of(JWT, List.of(BASIC, JWT), "Bearer planted", "text", 5L, true)) {
      assertThat(PLAIN.restored(PLAIN.masked(stored), stored)).contains(stored);
    }
  }

  @Test
  public void restored_whatWasWrittenInItsPlace_isNew() {
    assertThat(SECRET.restored("new", "old")).contains("new");
    assertThat(SECRET.restored("", "old")).contains("");
    assertThat(SECRET.restored(List.of(), List.of("old"))).contains(List.of());
    assertThat(SECRET.restored("new", null)).contains("new");
    assertThat(PLAIN.restored(JWT.replace("s-1", "s-2"), JWT)).contains(JWT.replace("s-1", "s-2"));
  }

  @Test
  public void restored_aListWithAMask_hasAllThatWereThere() {
    List<String> stored = List.of("a", "b");

    assertThat(SECRET.restored(List.of(MASK, "c"), stored)).contains(List.of("a", "b", "c"));
    assertThat(SECRET.restored(List.of("c", MASK), stored)).contains(List.of("c", "a", "b"));
    assertThat(SECRET.restored(List.of("c"), stored)).contains(List.of("c"));
    assertThat(SECRET.restored(List.of(MASK, MASK), stored)).isEmpty();
  }

  @Test
  public void restored_objectsThatMoved_orOfWhichOneIsGone_keepTheirSecrets() {
    String other = JWT.replace("s-1", "s-2");
    List<String> stored = List.of(JWT, BASIC, other);
    List<?> shown = (List<?>) PLAIN.masked(stored);

    assertThat(PLAIN.restored(shown, stored)).contains(stored);
    assertThat(PLAIN.restored(List.of(shown.get(1), shown.get(0)), stored))
        .contains(List.of(BASIC, JWT));
    assertThat(PLAIN.restored(List.of(shown.get(1)), stored)).contains(List.of(BASIC));
  }

  @Test
  public void restored_anObjectWithAnotherMember_keepsItsSecret() {
    String shown = "{\"provider\":\"jwt\",\"secret\":\"********\",\"issuer\":\"ci\"}";

    assertThat(PLAIN.restored(List.of(shown), List.of(JWT)))
        .contains(List.of("{\"provider\":\"jwt\",\"secret\":\"s-1\",\"issuer\":\"ci\"}"));
    assertThat(PLAIN.restored(shown, JWT))
        .contains("{\"provider\":\"jwt\",\"secret\":\"s-1\",\"issuer\":\"ci\"}");
  }

  @Test
  public void restored_objectsThatMovedAndWereChanged_areRefused() {
    String a = "{\"name\":\"a\",\"secret\":\"of-a\",\"more\":1}";
    String b = "{\"name\":\"b\",\"secret\":\"of-b\",\"more\":1}";
    String shownA = String.valueOf(PLAIN.masked(a));
    String shownB = String.valueOf(PLAIN.masked(b));
    String changedB = shownB.replace(":1}", ":2}");

    assertThat(PLAIN.restored(List.of(changedB, shownA), List.of(a, b))).isEmpty();
    assertThat(PLAIN.restored(List.of(changedB, shownA.replace(":1}", ":2}")), List.of(a, b)))
        .isEmpty();
    assertThat(PLAIN.restored(List.of(shownA, changedB), List.of(a, b)))
        .contains(List.of(a, b.replace(":1}", ":2}")));
    assertThat(PLAIN.restored("[" + changedB + "," + shownA + "]", "[" + a + "," + b + "]"))
        .isEmpty();
    assertThat(PLAIN.restored("[" + shownA + "," + changedB + "]", "[" + a + "," + b + "]"))
        .contains("[" + a + "," + b.replace(":1}", ":2}") + "]");
  }

  @Test
  public void restored_aMaskOfWhichNobodyKnowsWhatItIs_isNone() {
    String shown = "{\"provider\":\"jwt\",\"secret\":\"********\",\"issuer\":\"ci\"}";

    assertThat(SECRET.restored(MASK, null)).isEmpty();
    assertThat(SECRET.restored(List.of(MASK), List.of())).isEmpty();
    assertThat(PLAIN.restored(List.of(shown, BASIC), List.of(JWT))).isEmpty();
    assertThat(PLAIN.restored(shown, BASIC)).isEmpty();
    assertThat(PLAIN.restored(shown, null)).isEmpty();
    assertThat(PLAIN.restored("Basic ********", "Bearer planted")).isEmpty();
  }

  @Test
  public void restored_textsWithSecretsInThem_whichNobodyTouched_keepThem() {
    List<String> stored =
        List.of(
            "Authorization: Bearer t-1", "Accept: a/b", "postgres://joe:p-1@db/x", "Cookie: a=b");
    List<?> shown = (List<?>) PLAIN.masked(stored);

    assertThat(shown)
        .isEqualTo(
            List.of(
                "Authorization: ********",
                "Accept: a/b",
                "postgres://joe:********@db/x",
                "Cookie: ********"));
    assertThat(PLAIN.restored(shown, stored)).contains(stored);
    assertThat(PLAIN.restored(List.of(shown.get(3), "Accept: c/d", shown.get(0)), stored))
        .contains(List.of("Cookie: a=b", "Accept: c/d", "Authorization: Bearer t-1"));
    assertThat(PLAIN.restored(shown.get(2), stored.get(2))).contains(stored.get(2));
  }

  /** A secret does not go to another host, nor are stars a secret. */
  @Test
  public void restored_aTextThatWasChangedAroundItsMask_isRefused() {
    String stored = "postgres://joe:p-1@db/x";

    for (String edited :
        List.of(
            "postgres://joe:********@other/x",
            "postgres://ann:********@db/x",
            "postgres://joe:********@db/y",
            "postgres://********@db/x")) {
      assertThat(PLAIN.restored(edited, stored)).as(edited).isEmpty();
      assertThat(PLAIN.restored(edited, null)).as(edited).isEmpty();
      assertThat(PLAIN.restored(List.of(edited), List.of(stored))).as(edited).isEmpty();
      assertThat(PLAIN.restored(List.of("a", edited), List.of(stored))).as(edited).isEmpty();
    }
    assertThat(PLAIN.restored("Cookie: ********", "Authorization: a")).isEmpty();
    assertThat(PLAIN.restored("postgres://joe:p-2@other/x", stored))
        .contains("postgres://joe:p-2@other/x");
  }

  @Test
  public void restored_textsInObjects_likeOthers() {
    String stored =
        "{\"name\":\"a\",\"url\":\"a://joe:p-1@b/\",\"headers\":[\"X-Token: t-1\"],\"n\":1}";
    String shown = String.valueOf(PLAIN.masked(stored));

    assertThat(shown).isEqualTo(stored.replace("p-1", MASK).replace("t-1", MASK));
    assertThat(PLAIN.restored(shown.replace("1}", "2}"), stored))
        .contains(stored.replace("1}", "2}"));
    assertThat(PLAIN.restored(List.of(shown.replace("1}", "2}")), List.of(stored)))
        .contains(List.of(stored.replace("1}", "2}")));
    assertThat(PLAIN.restored(shown.replace("@b", "@c"), stored)).isEmpty();
    assertThat(PLAIN.restored(List.of(shown.replace("@b", "@c")), List.of(stored))).isEmpty();
    assertThat(PLAIN.restored(shown, null)).isEmpty();
  }

  /** What is known is masked in the middle of a text of an object, too. */
  @Test
  public void restored_knownOnesInObjects_areNoStars() {
    String stored = "{\"note\":\"a planted b\",\"n\":1}";
    String shown = String.valueOf(PLAIN.masked(stored));

    assertThat(shown).contains("a ******** b");
    assertThat(PLAIN.restored(shown.replace("1}", "2}"), stored))
        .contains(stored.replace("1}", "2}"));
    assertThat(PLAIN.restored(shown.replace(" b", " c"), stored)).isEmpty();
  }

  /** Somebody has written beside a mask, or has taken a part of it away. */
  @Test
  public void restored_aSecretWithAMaskInIt_isRefused() {
    for (String edited : List.of(MASK + "x", "x" + MASK, MASK + " ", MASK + "*")) {
      assertThat(SECRET.restored(edited, "old")).as(edited).isEmpty();
      assertThat(SECRET.restored(edited, null)).as(edited).isEmpty();
      assertThat(SECRET.restored(List.of(edited), List.of("old"))).as(edited).isEmpty();
      assertThat(PLAIN.restored(JWT.replace("s-1", edited), JWT)).as(edited).isEmpty();
      assertThat(PLAIN.restored(JWT.replace("s-1", edited), null)).as(edited).isEmpty();
      assertThat(PLAIN.restored(List.of(BASIC.replace("p-1", edited)), List.of(BASIC)))
          .as(edited)
          .isEmpty();
      assertThat(PLAIN.restored("DB_PASSWORD=" + edited, "DB_PASSWORD=old")).as(edited).isEmpty();
    }
  }

  @Test
  public void masked_textsOfJson_inTextsOfJson() {
    String stored =
        "{\"a\":\"x: {\\\"password\\\":\\\"s-1\\\"}\",\"b\":\"[{\\\"token\\\":\\\"s-1\\\"}]\"}";
    Object shown = PLAIN.masked(stored);

    assertThat(shown).isEqualTo(stored.replace("s-1", MASK));
    assertThat(PLAIN.restored(shown, stored)).contains(stored);
    assertThat(PLAIN.restored(shown + " ", null)).isEmpty();
  }

  @Test
  public void masked_valuesOfPairs_whoseNameSaysIt() {
    for (String name : List.of("name", "key")) {
      String stored = "[{\"%s\":\"DB_PASSWORD\",\"value\":\"s-1\",\"more\":1}]".formatted(name);
      String shown = String.valueOf(PLAIN.masked(stored));

      assertThat(shown).isEqualTo(stored.replace("s-1", MASK));
      assertThat(PLAIN.restored(shown.replace(":1", ":2"), stored))
          .contains(stored.replace(":1", ":2"));
      assertThat(PLAIN.restored(shown.replace("DB_PASSWORD", "LABEL"), stored)).isEmpty();
    }
    String harmless = "[{\"key\":\"LABEL\",\"value\":\"x\"}]";
    assertThat(PLAIN.masked(harmless)).isEqualTo(harmless);
  }

  @Test
  public void masked_optionsOfCommands_inLists() {
    List<String> stored = List.of("run", "--token", "s-1", "--user", "joe");
    List<String> shown = List.of("run", "--token", MASK, "--user", "joe");
    String json = "[\"--token\",\"s-1\",\"x\"]";

    assertThat(PLAIN.masked(stored)).isEqualTo(shown);
    assertThat(PLAIN.restored(shown, stored)).contains(stored);
    assertThat(PLAIN.restored(List.of("run", "--token", MASK, "--user", "ann"), stored))
        .contains(List.of("run", "--token", "s-1", "--user", "ann"));
    assertThat(PLAIN.restored(List.of("run", "--key", MASK, "--user", "joe"), stored)).isEmpty();
    assertThat(PLAIN.restored(List.of("--token", MASK), stored)).isEmpty();
    assertThat(PLAIN.masked(json)).isEqualTo(json.replace("s-1", MASK));
    assertThat(PLAIN.restored(json.replace("s-1", MASK).replace("x", "y"), json))
        .contains(json.replace("x", "y"));
    assertThat(PLAIN.restored(json.replace("s-1", MASK).replace("token", "key"), json)).isEmpty();
  }

  @Test
  public void restored_starsThatHideNothing_areAText() {
    assertThat(PLAIN.restored("********", "text")).contains("********");
    assertThat(PLAIN.restored("a ******** b", null)).contains("a ******** b");
  }
}
