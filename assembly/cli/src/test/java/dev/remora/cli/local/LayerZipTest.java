// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerZipTest {
  @TempDir Path folder;

  @Test
  void filesKeepTheModesThatTheZipNames() throws Exception {
    Path zip =
        TestLayer.zip(
            folder.resolve("layer.zip"),
            Map.of("extensions/remora", "#!/bin/bash\n", "remora/readme", "x"));
    Path opt = Files.createDirectory(folder.resolve("opt"));
    LayerZip.unzip(zip, opt);
    assertThat(modes(opt.resolve("extensions/remora"))).isEqualTo("rwxr-xr-x");
    assertThat(modes(opt.resolve("remora/readme"))).isEqualTo("rw-r--r--");
    assertThat(opt.resolve("remora/readme")).hasContent("x");
  }

  @Test
  void theNewestLayerIsTaken() throws IOException {
    assertThat(LayerZip.newestIn(folder)).isEmpty();
    assertThat(LayerZip.newestIn(folder.resolve("missing"))).isEmpty();
    file("remora-layer-0.9-x86_64.zip", 2_000);
    file("remora-layer-1.0-x86_64.zip", 1_000);
    file("other.zip", 3_000);
    assertThat(LayerZip.newestIn(folder)).contains(folder.resolve("remora-layer-0.9-x86_64.zip"));
  }

  @Test
  void whatIsNoZipIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("layer.zip"), "no zip");
    assertThatThrownBy(() -> LayerZip.unzip(file, folder))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("layer.zip could not be unzipped");
  }

  private void file(String name, long millis) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "");
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }

  private static String modes(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
