// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorCoresTest {
  @TempDir Path folder;

  @Test
  void theFirstAllowedCoresAreTaken() throws Exception {
    assertThat(allowing("1-3,7").firstAllowed(4)).containsExactly("1", "2", "3", "7");
    assertThat(allowing("5").firstAllowed(1)).containsExactly("5");
  }

  @Test
  void moreThanThereAreIsRefused() throws IOException {
    ProcessorCores cores = allowing("0-1");
    assertThatThrownBy(() -> cores.firstAllowed(3))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("--cores 3: this process may use 2 cores");
  }

  private ProcessorCores allowing(String list) throws IOException {
    return new ProcessorCores(
        Files.writeString(
            folder.resolve("status"), "Name:\tjava\nCpus_allowed_list:\t" + list + "\nX:\t1\n"));
  }
}
