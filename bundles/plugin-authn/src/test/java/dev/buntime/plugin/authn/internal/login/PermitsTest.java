package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public class PermitsTest {
  private final Permits permits = new Permits(1);

  @Test
  public void run_whenNoneIsLeft_beginsNothingUntilOneIsFree() {
    CompletableFuture<String> first = new CompletableFuture<>();
    assertThat(permits.run(() -> first)).isPresent();
    assertThat(permits.run(CompletableFuture::new)).isEmpty();

    first.completeExceptionally(new IllegalStateException());

    assertThat(permits.run(CompletableFuture::new)).isPresent();
  }

  @Test
  public void run_whenItCannotBegin_keepsThePermit() {
    assertThatThrownBy(() ->
            permits.run(() -> {
              throw new IllegalStateException();
            }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(permits.run(CompletableFuture::new)).isPresent();
  }
}
