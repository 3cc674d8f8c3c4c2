package dev.buntime.plugin.authz.internal.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class AddressRangeTest {

  @Test
  public void contains_theAddressesWithItsFirstBits() {
    assertThat(range("10.0.0.0/8").contains("10.255.0.1")).isTrue();
    assertThat(range("10.0.0.0/8").contains("11.0.0.0")).isFalse();
    assertThat(range("10.1.2.3").contains("10.1.2.3")).isTrue();
    assertThat(range("10.1.2.3").contains("10.1.2.4")).isFalse();
    assertThat(range("0.0.0.0/0").contains("203.0.113.9")).isTrue();
    assertThat(range("192.0.2.128/25").contains("192.0.2.127")).isFalse();
    assertThat(range("2001:db8::/32").contains("2001:db8:ffff::1")).isTrue();
    assertThat(range("2001:db8::/32").contains("2001:db9::1")).isFalse();
    assertThat(range("::1").contains("0:0:0:0:0:0:0:1")).isTrue();
  }

  @Test
  public void contains_whatIsOfTheOtherKind_orNoAddress_isFalse() {
    assertThat(range("0.0.0.0/0").contains("::1")).isFalse();
    assertThat(range("::/0").contains("127.0.0.1")).isFalse();
    assertThat(range("::/0").contains("localhost")).isFalse();
    assertThat(range("::/0").contains("")).isFalse();
  }

  @Test
  public void of_whatIsNoRange_isEmpty() {
    for (String text :
        List.of(
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "::1/64",
            "2001:db8::/129",
            "example.org",
            "10.0.0.0/8/8",
            "10.0.0.0/-1",
            "10.0.0/8 ",
            "10.0.0.256")) {
      assertThat(AddressRange.of(text)).as(text).isEmpty();
    }
  }

  private static AddressRange range(String text) {
    return AddressRange.of(text).orElseThrow();
  }
}
