// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningAddressTest {
  private static final String NAME = "sandbox.localdomain";

  @TempDir private Path folder;

  private File hosts(String text) throws IOException {
    return Files.writeString(folder.resolve("hosts"), text).toFile();
  }

  @Test
  void theHostsFileIsReadAsTheSystemDoes() throws IOException {
    File hosts =
        hosts(
            """
            # 10.0.0.1 sandbox.localdomain
            127.0.0.1\tlocalhost  # sandbox.localdomain
            ::1 localhost ip6-localhost

            not-an-address\r
              169.254.100.1 \t sandbox  Sandbox.LocalDomain\r
            10.0.0.2 sandbox.localdomain
            """);
    assertThat(ListeningAddress.of(hosts, NAME).getHostAddress()).isEqualTo("169.254.100.1");
  }

  @Test
  void anAddressOfVersion6IsTaken() throws IOException {
    assertThat(ListeningAddress.of(hosts("fd00::1 " + NAME), NAME).getHostAddress())
        .isEqualTo("fd00:0:0:0:0:0:0:1");
  }

  @Test
  void whatTheFileDoesNotHaveTheSystemIsAskedFor() throws IOException {
    for (String text : new String[] {"", "#", "garbage localhost", "127.0.0.1", "\u0000\u0001"}) {
      assertThat(ListeningAddress.listed(hosts(text), "localhost")).isNull();
      assertThat(ListeningAddress.of(hosts(text), "localhost"))
          .isEqualTo(InetAddress.getByName("localhost"));
    }
    assertThat(ListeningAddress.of(folder.resolve("missing").toFile(), "localhost"))
        .isEqualTo(InetAddress.getByName("localhost"));
  }

  @Test
  void aNameThatNobodyKnowsIsTheLoopback() throws IOException {
    assertThat(ListeningAddress.of(hosts(""), "no-such-host.invalid"))
        .isEqualTo(InetAddress.getLoopbackAddress());
  }
}
