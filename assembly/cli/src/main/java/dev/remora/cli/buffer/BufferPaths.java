// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.cli.Surroundings;
import dev.remora.internal.buffer.CursorFile;
import dev.remora.internal.buffer.Priority;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The paths that all subcommands take: segments, folders of segments, output folders. */
final class BufferPaths {
  private static final String SUFFIX = ".lz4";
  private static final String FOLDER = "buffer";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "A segment, a folder of segments, or a folder that 'remora local --output' left (its"
              + " buffer/ is read).")
  private List<Path> paths = List.of();

  private final Surroundings surroundings;

  BufferPaths(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** All paths as they were given, absolute; a missing one is wrong use. */
  List<Path> given() {
    List<Path> given = new ArrayList<>();
    for (Path path : paths) {
      Path absolute = surroundings.workingDirectory().resolve(path).normalize();
      if (!Files.exists(absolute)) {
        throw new ParameterException(spec.commandLine(), "there is no file or folder " + absolute);
      }
      given.add(absolute);
    }
    return given;
  }

  /** The segments, those of a folder in the order of their names. */
  List<Path> segments() throws IOException {
    List<Path> segments = new ArrayList<>();
    for (Path path : given()) {
      if (Files.isDirectory(path)) {
        segments.addAll(filesOf(bufferOf(path), true));
      } else {
        segments.add(path);
      }
    }
    return segments;
  }

  /** The positions of exporters that lie beside the segments of folders. */
  List<CursorState> cursors() throws IOException {
    List<CursorState> cursors = new ArrayList<>();
    for (Path path : given()) {
      if (Files.isDirectory(path)) {
        for (Path file : filesOf(bufferOf(path), false)) {
          cursors.add(CursorState.read(file));
        }
      }
    }
    return cursors;
  }

  private static Path bufferOf(Path folder) throws IOException {
    Path inner = folder.resolve(FOLDER);
    return filesOf(folder, true).isEmpty() && Files.isDirectory(inner) ? inner : folder;
  }

  private static List<Path> filesOf(Path folder, boolean segments) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      for (Path file : found) {
        String name = file.getFileName().toString();
        if (segments ? isSegment(name) : name.startsWith(CursorFile.PREFIX)) {
          files.add(file);
        }
      }
    }
    files.sort(null);
    return files;
  }

  private static boolean isSegment(String name) {
    return name.endsWith(SUFFIX)
        && (name.startsWith(Priority.POINT.filePrefix())
            || name.startsWith(Priority.SUMMARY.filePrefix()));
  }
}
