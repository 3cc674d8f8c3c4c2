package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.Test;

public class HttpFetchTest {
  private static String body(HttpFetch fetch, URI uri) throws Exception {
    return Outcome.of(fetch.get(uri)).body();
  }

  /** As when a router has forgotten it: the provider is well, and nobody says that it is not. */
  @Test
  public void get_whenTheConnectionIsDead_takesAnotherOneNextTime() throws Exception {
    try (OldConnection provider = OldConnection.dead();
        HttpFetch fetch = new HttpFetch(Duration.ofSeconds(5))) {
      assertThat(body(fetch, provider.uri())).isEqualTo("connection 1");

      assertThat(Outcome.failure(fetch.get(provider.uri())))
          .isInstanceOf(ProviderUnavailableException.class)
          .hasMessageContaining("did not answer within 5000 ms");
      assertThat(body(fetch, provider.uri())).isEqualTo("connection 2");
    }
  }

  @Test
  public void get_whenTheConnectionIsBroken_takesAnotherOneAtOnce() throws Exception {
    try (OldConnection provider = OldConnection.broken();
        HttpFetch fetch = new HttpFetch(Duration.ofSeconds(30))) {
      assertThat(body(fetch, provider.uri())).isEqualTo("connection 1");

      assertThat(body(fetch, provider.uri())).isEqualTo("connection 2");
    }
  }
}
