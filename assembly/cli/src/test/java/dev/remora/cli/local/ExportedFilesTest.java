// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedFilesTest {
  @TempDir Path folder;

  @Test
  void rotatedFilesAreJoinedOldestFirst() throws IOException {
    write("metrics.jsonl", "3\n", 3_000);
    write("metrics-1.jsonl", "1\n", 1_000);
    write("metrics-2.jsonl", "2\n", 2_000);
    write("logs.jsonl", "log\n", 1_500);
    Path joined = folder.resolve("joined");
    assertThat(ExportedFiles.join(folder, "metrics", joined)).isTrue();
    assertThat(joined).hasContent("1\n2\n3");
  }

  @Test
  void compressedFilesAreOpened() throws IOException {
    Path file = folder.resolve("metrics.jsonl.lz4");
    for (String line : new String[] {"1\n", "2\n"}) { // a frame per batch
      try (OutputStream out =
          new LZ4FrameOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    Path joined = folder.resolve("joined");
    ExportedFiles.join(folder, "metrics", joined);
    assertThat(joined).hasContent("1\n2");
  }

  @Test
  void whereNothingWasExportedTheResultIsEmptyButThere() throws IOException {
    Path joined = folder.resolve("joined");
    assertThat(ExportedFiles.join(folder.resolve("missing"), "metrics", joined)).isFalse();
    assertThat(joined).isEmptyFile();
  }

  @Test
  void theFilesOfAFolderAreCopiedAndFoldersInItAreNot() throws IOException {
    Path source = Files.createDirectories(folder.resolve("source"));
    Files.writeString(source.resolve("a"), "a");
    Files.createDirectory(source.resolve("inner"));
    Path copy = folder.resolve("copy");
    ExportedFiles.copyFiles(source, copy);
    assertThat(copy.resolve("a")).hasContent("a");
    assertThat(copy.resolve("inner")).doesNotExist();
    ExportedFiles.copyFiles(folder.resolve("missing"), folder.resolve("nothing"));
    assertThat(folder.resolve("nothing")).isEmptyDirectory();
  }

  private void write(String name, String text, long millis) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }
}
