package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public final class MaskedFormTest {

  @Test
  public void values_ofSecrets_andNothingElse() {
    String form =
        "{\"pid\":\"plugin-a\",\"title\":\"t\",\"properties\":{"
            + "\"secret\":{\"name\":\"secret\",\"is_set\":true,\"type\":1,\"value\":\"x\"},"
            + "\"token\":{\"name\":\"token\",\"is_set\":false,\"type\":1,\"value\":\"default\"},"
            + "\"b\":{\"name\":\"b\",\"is_set\":true,\"type\":1,\"values\":[\"planted\",\"c\"]}}}";
    String masked = form.replace("\"x\"", "\"********\"").replace("planted", "********");

    assertThat(MaskedForm.of(form, Fakes.secrets())).isEqualTo(masked);
    assertThat(MaskedForm.of("[" + form + "," + form + "]", Fakes.secrets()))
        .isEqualTo("[" + masked + "," + masked + "]");
    assertThat(MaskedForm.of("{\"status\":true}", Fakes.secrets())).isEqualTo("{\"status\":true}");
  }

  @Test
  public void numbers_stayNumbers() {
    String form = "{\"pid\":\"p\",\"properties\":{\"n\":{\"is_set\":false,\"value\":12345678}}}";

    assertThat(MaskedForm.of(form, Fakes.secrets())).isEqualTo(form);
  }

  @Test
  public void whatIsNoJson_isMaskedLikeAnyText() {
    assertThat(MaskedForm.of("{ secret = planted", Fakes.secrets())).doesNotContain("planted");
  }
}
