// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import dev.remora.cli.Surroundings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
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
    unzipOver(zip, target);
  }

  /** The same, over what is there; returns the paths of files that it has replaced. */
  static List<String> unzipOver(Path zip, Path target) throws CommandFailure {
    try (FileSystem files =
        FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
      return new LayerCopy(files.getPath("/"), target).run();
    } catch (IOException e) {
      throw new CommandFailure(zip + " could not be unzipped: " + e.getMessage(), e);
    }
  }
}
