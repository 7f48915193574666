// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds what is started as extensions: every entry of an {@code extensions} folder that is not a
 * folder itself, executable or not, as Lambda does. Of two with the same name the later one wins.
 */
final class ExtensionFiles {

  private ExtensionFiles() {}

  /**
   * Lists them.
   *
   * @param options where the layer and further folders are
   * @return the files, sorted by name
   */
  static List<Path> of(LocalLambdaOptions options) {
    Map<String, Path> byName = new TreeMap<>();
    options.layer().ifPresent(layer -> collect(layer.resolve("extensions"), byName));
    options.extensionDirectories().forEach(folder -> collect(folder, byName));
    return new ArrayList<>(byName.values());
  }

  private static void collect(Path folder, Map<String, Path> byName) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!Files.isDirectory(entry)) {
          byName.put(entry.getFileName().toString(), entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
