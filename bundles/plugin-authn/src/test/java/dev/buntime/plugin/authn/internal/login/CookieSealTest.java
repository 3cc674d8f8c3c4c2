package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

/** What is sealed for a cookie opens in that cookie, and nothing else does. */
public class CookieSealTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  private final CookieSeal seal = new CookieSeal(List.of("one"), "realm");

  @Test
  public void open_whenSealed_givesTheContent() {
    String value = seal.seal("a", CONTENT);

    assertThat(seal.open("a", value)).hasValue(CONTENT);
    assertThat(value).matches("[A-Za-z0-9_-]+").isNotEqualTo(seal.seal("a", CONTENT));
  }

  @Test
  public void open_whenAnyBitIsChanged_isEmpty() {
    byte[] sealed = java.util.Base64.getUrlDecoder().decode(seal.seal("a", CONTENT));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      String value = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThat(seal.open("a", value)).as("bit " + bit).isEmpty();
    }
  }

  @Test
  public void open_whenTruncatedOrLonger_isEmpty() {
    String value = seal.seal("a", CONTENT);
    for (int length = 0; length < value.length(); length++) {
      assertThat(seal.open("a", value.substring(0, length))).as("length " + length).isEmpty();
    }
    assertThat(seal.open("a", value + "AAAA")).isEmpty();
    assertThat(seal.open("a", "no Base64!")).isEmpty();
  }

  @Test
  public void open_whenForAnotherCookieOrRealm_isEmpty() {
    String value = seal.seal("a", CONTENT);

    assertThat(seal.open("__Host-a", value)).isEmpty();
    assertThat(new CookieSeal(List.of("one"), "other").open("a", value)).isEmpty();
    assertThat(new CookieSeal(List.of("two"), "realm").open("a", value)).isEmpty();
  }

  @Test
  public void open_whenSealedWithAnEarlierSecret_givesTheContent() {
    String value = seal.seal("a", CONTENT);
    CookieSeal next = new CookieSeal(List.of("two", "one"), "realm");

    assertThat(next.open("a", value)).hasValue(CONTENT);
    assertThat(seal.open("a", next.seal("a", CONTENT))).as("the first one seals").isEmpty();
  }
}
