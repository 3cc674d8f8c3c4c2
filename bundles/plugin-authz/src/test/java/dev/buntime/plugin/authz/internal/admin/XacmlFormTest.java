package dev.buntime.plugin.authz.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** What requests for decisions may be, and their answers. */
public class XacmlFormTest {
  private static XacmlForm of(@Nullable String type) throws RefusedException {
    return XacmlForm.of(type, "<Request/>");
  }

  @Test
  public void typeOfTheBody_decides_andItsTextIfThereIsNone() throws Exception {
    for (String type :
        new String[] {null, "", "application/x-www-form-urlencoded; charset=utf-8"}) {
      assertThat(of(type)).as(type).isEqualTo(XacmlForm.XML);
      assertThat(XacmlForm.of(type, " {}")).as(type).isEqualTo(XacmlForm.JSON);
    }
    for (String type :
        List.of("application/xacml+xml; version=3.0", "Application/XML", "text/xml")) {
      assertThat(of(type)).as(type).isEqualTo(XacmlForm.XML);
    }
    for (String type : List.of("application/xacml+json", "application/json;charset=utf-8")) {
      assertThat(of(type)).as(type).isEqualTo(XacmlForm.JSON);
    }
  }

  @Test
  public void body_ofAnotherType_is415() {
    for (String type : List.of("image/png", "text/plain", "image/xmlish", "multipart/form-data")) {
      assertThatThrownBy(() -> of(type))
          .isInstanceOfSatisfying(
              RefusedException.class, refusal -> assertThat(refusal.status()).isEqualTo(415))
          .hasMessageContaining(type);
    }
  }

  private static String answer(String... accept) throws RefusedException {
    return XacmlForm.XML.answer(List.of(accept));
  }

  @Test
  public void answer_isInTheForm_thatTheClientTakes() throws Exception {
    String own = "application/xacml+xml";
    assertThat(answer()).isEqualTo(own);
    assertThat(answer("*/*")).isEqualTo(own);
    assertThat(answer("application/json, */*;q=0.1")).isEqualTo(own);
    assertThat(answer("application/*;q=0.5")).isEqualTo(own);
    assertThat(answer("text/xml", "Application/XACML+XML;version=3.0")).isEqualTo(own);
    assertThat(answer("application/json", "application/xml;q=0.9, */*"))
        .isEqualTo("application/xml");
    assertThat(XacmlForm.JSON.answer(List.of("application/json"))).isEqualTo("application/json");
  }

  @Test
  public void answer_thatTheClientDoesNotTake_is406() {
    for (String accept :
        List.of("application/json", "image/*", "text/html", "*/*;q=0", "application/xml; q=0.0")) {
      assertThatThrownBy(() -> answer(accept))
          .isInstanceOfSatisfying(
              RefusedException.class, refusal -> assertThat(refusal.status()).isEqualTo(406))
          .hasMessageContaining("application/xacml+xml");
    }
  }
}
