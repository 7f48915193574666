// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Makes zips as a layer is one: what lies in {@code extensions} is executable. */
final class TestLayer {
  private TestLayer() {}

  static Path zip(Path zip, Map<String, String> contents) throws IOException {
    try (FileSystem files =
        FileSystems.newFileSystem(zip, Map.of("create", true, "enablePosixFileAttributes", true))) {
      for (Map.Entry<String, String> entry : contents.entrySet()) {
        Path file = files.getPath("/" + entry.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, entry.getValue());
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(
                entry.getKey().startsWith("extensions/") ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    return zip;
  }
}
