// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The disk of this machine. */
final class LocalStorage implements Storage {

  @Override
  public void prepare(Path directory) throws IOException {
    if (Files.isDirectory(directory, NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(directory)) {
      throw new FileSystemException(directory.toString(), null, "is a symbolic link");
    }
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public Status status(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    return new Status(
        attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.isRegularFile());
  }

  @Override
  public OpenFile open(Path file) throws IOException {
    return new LocalFile(
        file,
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, NOFOLLOW_LINKS));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** An open file of this machine. */
  private record LocalFile(Path path, FileChannel channel) implements OpenFile {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int lastByte() throws IOException {
      // A channel that appends cannot read.
      try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
        ByteBuffer last = ByteBuffer.allocate(1);
        long size = reading.size();
        return size > 0 && reading.read(last, size - 1) == 1 ? last.get(0) & 0xff : -1;
      }
    }

    @Override
    public int write(byte[] bytes, int from) throws IOException {
      return channel.write(ByteBuffer.wrap(bytes, from, bytes.length - from));
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
