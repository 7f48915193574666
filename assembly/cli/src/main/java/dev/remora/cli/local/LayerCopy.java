// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Copies a tree of files, of a zip or of this machine, with their modes over what is there. */
final class LayerCopy extends SimpleFileVisitor<Path> {
  private final Path source;
  private final Path target;
  private final List<String> replaced = new ArrayList<>();

  LayerCopy(Path source, Path target) {
    this.source = source;
    this.target = target;
  }

  /** Copies everything; returns what was there before and is not any more, as paths. */
  List<String> run() throws IOException {
    Files.walkFileTree(source, this);
    return replaced;
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
    if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
      replaced.add(target.relativize(copy).toString());
    }
    Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.REPLACE_EXISTING);
    if (!attributes.isSymbolicLink()) {
      Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    }
    return FileVisitResult.CONTINUE;
  }

  private Path inTarget(Path file) {
    return target.resolve(source.relativize(file).toString());
  }
}
