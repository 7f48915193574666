// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The folder that becomes {@code /opt}: layers are put into it one after the other, and of two
 * files with one name the later one stays, as in Lambda; but here it is said.
 */
final class OptFolder {
  /** Layers of a function, the most. Source of both: "Lambda quotas" of AWS's documentation. */
  static final int MOST_LAYERS = 5;

  private static final long MOST_BYTES = 250L * 1024 * 1024;
  private static final String EXTENSIONS = "extensions";

  private final Path folder;
  private final Consumer<String> notes;

  /** Into an empty folder; {@code notes} hears of every layer that replaces files. */
  OptFolder(Path folder, Consumer<String> notes) {
    this.folder = folder;
    this.notes = notes;
  }

  /** Whether a folder is a layer: it has extensions in it, and is no folder of them itself. */
  static boolean isLayer(Path folder) {
    return Files.isDirectory(folder.resolve(EXTENSIONS));
  }

  /** Whether at least one file in a folder can be executed. */
  static boolean holdsExecutables(Path folder) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder, file -> Files.isRegularFile(file) && Files.isExecutable(file))) {
      return files.iterator().hasNext();
    }
  }

  /** Adds a layer's zip. */
  void addZip(Path zip) throws CommandFailure {
    say(zip, LayerZip.unzipOver(zip, folder));
  }

  /** Adds a folder: a layer, or the files of what are extensions. */
  void addFolder(Path source) throws CommandFailure {
    try {
      if (isLayer(source)) {
        say(source, new LayerCopy(source, folder).run());
        return;
      }
      Path target = Files.createDirectories(folder.resolve(EXTENSIONS));
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(source, file -> !Files.isDirectory(file))) {
        for (Path file : files) {
          Path place = target.resolve(file.getFileName());
          List<String> replaced = new LayerCopy(file, place).run();
          say(
              source,
              replaced.isEmpty() ? replaced : List.of(EXTENSIONS + "/" + file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(source + " could not be copied: " + e.getMessage(), e);
    }
  }

  private void say(Path source, List<String> replaced) {
    if (!replaced.isEmpty()) {
      String first = String.join(", ", replaced.subList(0, Math.min(3, replaced.size())));
      int more = replaced.size() - 3;
      notes.accept(
          source.getFileName()
              + " replaces "
              + first
              + (more > 0 ? " and " + more + " more" : "")
              + " of an earlier layer");
    }
  }

  /** Refuses what Lambda refuses to deploy. */
  void checkSize() throws CommandFailure, IOException {
    long[] bytes = new long[1];
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    if (bytes[0] > MOST_BYTES) {
      throw new CommandFailure(
          String.format(
              Locale.ROOT,
              "the layers have %.1f MB unzipped; Lambda takes 250 MB, the function included",
              bytes[0] / 1048576.0));
    }
  }
}
