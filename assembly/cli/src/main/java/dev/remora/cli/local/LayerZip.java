// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import dev.remora.cli.Surroundings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/** Finds and unzips layers. */
public final class LayerZip {
  private LayerZip() {}

  /**
   * The newest layer that the build left.
   *
   * @throws CommandFailure when there is none
   */
  public static Path newest(Surroundings surroundings) throws CommandFailure, IOException {
    Path folder = surroundings.layerFolder();
    return newestIn(folder)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no layer in "
                        + folder
                        + "; run ./remora from the repository, which builds one, or name one with"
                        + " --layer"));
  }

  /** The newest layer that the build left in that folder; empty when there is none. */
  static Optional<Path> newestIn(Path folder) throws IOException {
    Path newest = null;
    FileTime newestTime = null;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> zips = Files.newDirectoryStream(folder, "remora-layer-*.zip")) {
        for (Path zip : zips) {
          FileTime time = Files.getLastModifiedTime(zip);
          if (newest == null || time.compareTo(newestTime) > 0) {
            newest = zip;
            newestTime = time;
          }
        }
      }
    }
    return Optional.ofNullable(newest);
  }

  /** Unzips a layer as Lambda does into {@code /opt}: with the modes that the zip names. */
  public static void unzip(Path zip, Path target) throws CommandFailure {
    try (FileSystem files =
        FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
      Files.walkFileTree(files.getPath("/"), new CopyWithModes(target));
    } catch (IOException e) {
      throw new CommandFailure(zip + " could not be unzipped: " + e.getMessage(), e);
    }
  }

  private static final class CopyWithModes extends SimpleFileVisitor<Path> {
    private final Path target;

    private CopyWithModes(Path target) {
      this.target = target;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(inTarget(folder));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path copy = inTarget(file);
      Files.copy(file, copy);
      Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
      return FileVisitResult.CONTINUE;
    }

    private Path inTarget(Path inZip) {
      return target.resolve(inZip.getRoot().relativize(inZip).toString());
    }
  }
}
