package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.Test;

public final class ListenAddressTest {

  private static final String WHO = "The host comes from: default, the port from: default";

  @Test
  public void check_whenZero_findsAFreePort() throws Refusal {
    int port = new ListenAddress("127.0.0.1", 0, WHO).check();

    assertThat(port).isBetween(1, 65_535);
    assertThat(new ListenAddress("localhost", port, WHO).check()).isEqualTo(port);
  }

  @Test
  public void check_whenInUse_saysSo() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> new ListenAddress("127.0.0.1", port, WHO).check())
          .isInstanceOf(Refusal.class)
          .hasMessage(
              "Cannot listen on 127.0.0.1 port %d: another program listens there, stop it or name"
                  + " another port with --port (0 = any free one). "
                  + WHO
                  + ".",
              port);
    }
  }

  @Test
  public void check_whenNotOfThisMachine_saysSo() {
    // 192.0.2.0/24 is reserved for documentation, no machine has it.
    assertThatThrownBy(() -> new ListenAddress("192.0.2.1", 0, WHO).check())
        .hasMessage(
            "Cannot listen on 192.0.2.1 port 0: it is not an address of this machine, name another"
                + " one with --host. "
                + WHO
                + ".");
  }

  @Test
  public void check_whenTheHostIsUnknown_saysSo() {
    assertThatThrownBy(() -> new ListenAddress("no host at all", 0, WHO).check())
        .hasMessageStartingWith("The host 'no host at all' is unknown: ")
        .hasMessageEndingWith(WHO + ".");
  }
}
