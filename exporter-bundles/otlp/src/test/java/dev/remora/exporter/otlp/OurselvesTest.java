// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OurselvesTest {
  private static final Path PROC = Path.of("/proc");

  @TempDir private Path folder;

  @Test
  void aPortOfThisProcessIsRecognisedWhereverItIsBound() throws Exception {
    for (String address : new String[] {"127.0.0.1", "0.0.0.0", "::1"}) {
      int port;
      try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.ofLiteral(address))) {
        port = socket.getLocalPort();
        assertThat(Ourselves.isListeningAt(port, PROC)).as(address).isTrue();
      }
      assertThat(Ourselves.isListeningAt(port, PROC)).as(address).isFalse();
    }
  }

  @Test
  void aConnectionFromAPortIsNoListener() throws Exception {
    try (ServerSocket listener = new ServerSocket(0);
        Socket socket = new Socket("127.0.0.1", listener.getLocalPort())) {
      assertThat(Ourselves.isListeningAt(socket.getLocalPort(), PROC)).isFalse();
    }
  }

  @Test
  void aPortOfAnotherProcessIsNotOurs() throws Exception {
    Path net = Files.createDirectories(folder.resolve("self/net"));
    Files.createDirectories(folder.resolve("self/fd"));
    Files.writeString(
        net.resolve("tcp"),
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
            + " inode\n"
            + "   0: 0100007F:10DE 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 77"
            + " 1\n"
            + "torn: 0100007F:10DE\n");
    assertThat(Ourselves.isListeningAt(4318, folder)).isFalse();
    Files.createSymbolicLink(folder.resolve("self/fd/5"), Path.of("socket:[78]"));
    assertThat(Ourselves.isListeningAt(4318, folder)).isFalse();
    Files.createSymbolicLink(folder.resolve("self/fd/6"), Path.of("socket:[77]"));
    assertThat(Ourselves.isListeningAt(4318, folder)).isTrue();
    assertThat(Ourselves.isListeningAt(4319, folder)).isFalse();
  }

  @Test
  void whereTheKernelShowsNothingNothingIsSaid() {
    assertThat(Ourselves.isListeningAt(4318, folder)).isFalse();
  }
}
