// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jpountz.lz4.LZ4FrameInputStream;

/** Collects what the agent left behind. */
final class ExportedFiles {
  private ExportedFiles() {}

  /**
   * Adds all JSON lines files of a signal, oldest first, to one: a file exporter that rotated
   * leaves several. The result exists, empty, also when there were none.
   *
   * @return whether the result has any line
   */
  static boolean join(Path folder, String signal, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target, CREATE, APPEND)) {
      for (Path file : filesOf(folder, signal)) {
        try (InputStream in = open(file)) {
          in.transferTo(out);
        }
      }
    }
    return Files.size(target) > 0;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".lz4") ? new LZ4FrameInputStream(in) : in;
  }

  private static List<Path> filesOf(Path folder, String signal) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, signal + "*.jsonl*")) {
        for (Path file : found) {
          files.add(file);
        }
      }
    }
    List<Aged> aged = new ArrayList<>();
    for (Path file : files) {
      aged.add(new Aged(file, Files.getLastModifiedTime(file).toMillis()));
    }
    aged.sort(Comparator.comparingLong(Aged::lastModified).thenComparing(Aged::file));
    return aged.stream().map(Aged::file).toList();
  }

  private record Aged(Path file, long lastModified) {}

  /** Copies the files of a folder, not those of folders in it; the target exists afterwards. */
  static void copyFiles(Path source, Path target) throws IOException {
    Files.createDirectories(target);
    if (!Files.isDirectory(source)) {
      return;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(source, Files::isRegularFile)) {
      for (Path file : found) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  /** Deletes a file, or a folder with all that is in it; nothing if there is none. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
