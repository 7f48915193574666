// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerZipTest {
  @TempDir private Path folder;
  private Path content;

  @BeforeEach
  void makeContent() throws IOException {
    content = folder.resolve("content");
    Files.createDirectories(content.resolve("extensions"));
    Path script = Files.writeString(content.resolve("extensions/remora"), "#!/bin/bash\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Path data = Files.writeString(content.resolve("ä.txt"), "x".repeat(100_000));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-------"));
    Files.createFile(content.resolve("empty"));
  }

  @Test
  void theJdkReadsBackNamesAndContents() throws IOException {
    Path zip = folder.resolve("new/a.zip");
    LayerZip.write(content, zip);
    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertThat(file.stream().map(Object::toString))
          .containsExactly("empty", "extensions/", "extensions/remora", "ä.txt");
      assertThat(file.getInputStream(file.getEntry("ä.txt")).readAllBytes())
          .isEqualTo("x".repeat(100_000).getBytes());
      assertThat(file.getInputStream(file.getEntry("extensions/remora")).readAllBytes())
          .isEqualTo("#!/bin/bash\n".getBytes());
      assertThat(file.getEntry("empty").getSize()).isZero();
    }
    assertThat(Files.size(zip)).isLessThan(2000);
  }

  @Test
  void modesAreForEverybody() throws IOException {
    Path zip = folder.resolve("a.zip");
    LayerZip.write(content, zip);
    try (FileSystem files =
        FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
      assertThat(mode(files, "extensions")).isEqualTo("rwxr-xr-x");
      assertThat(mode(files, "extensions/remora")).isEqualTo("rwxr-xr-x");
      assertThat(mode(files, "ä.txt")).isEqualTo("rw-r--r--");
    }
  }

  private static String mode(FileSystem files, String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(files.getPath(name)));
  }

  @Test
  void timesAndZonesMakeNoDifference() throws IOException {
    Path one = folder.resolve("one.zip");
    Path two = folder.resolve("two.zip");
    LayerZip.write(content, one);
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      Files.setLastModifiedTime(content.resolve("empty"), FileTime.fromMillis(1));
      LayerZip.write(content, two);
    } finally {
      TimeZone.setDefault(zone);
    }
    assertThat(two).hasSameBinaryContentAs(one);
  }
}
