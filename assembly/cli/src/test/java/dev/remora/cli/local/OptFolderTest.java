// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.cli.CommandFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptFolderTest {
  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private Path opt;
  private OptFolder layers;

  @BeforeEach
  void empty() throws IOException {
    opt = Files.createDirectory(folder.resolve("opt"));
    layers = new OptFolder(opt, notes::add);
  }

  private Path file(String path, boolean executable) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, path);
    assertThat(file.toFile().setExecutable(executable)).isTrue();
    return file;
  }

  @Test
  void aFolderWithAFolderOfExtensionsIsALayer() throws Exception {
    file("vendor/extensions/agent", true);
    file("vendor/lib/deep/data", false);
    Files.createSymbolicLink(folder.resolve("vendor/lib/link"), Path.of("deep/data"));

    layers.addFolder(folder.resolve("vendor"));

    assertThat(opt.resolve("extensions/agent")).isExecutable();
    assertThat(opt.resolve("lib/deep/data")).hasContent("vendor/lib/deep/data");
    assertThat(opt.resolve("lib/deep/data").toFile().canExecute()).isFalse();
    assertThat(Files.readSymbolicLink(opt.resolve("lib/link"))).isEqualTo(Path.of("deep/data"));
    assertThat(notes).isEmpty();
  }

  @Test
  void theFilesOfAnotherFolderAreExtensionsAndItsFoldersAreNot() throws Exception {
    file("vendor/agent", true);
    file("vendor/README", false);
    file("vendor/src/agent.c", false);

    layers.addFolder(folder.resolve("vendor"));

    try (Stream<Path> all = Files.walk(opt)) {
      assertThat(all.filter(Files::isRegularFile).map(opt::relativize))
          .containsExactlyInAnyOrder(Path.of("extensions/agent"), Path.of("extensions/README"));
    }
  }

  @Test
  void ofTwoFilesWithOneNameTheLaterStaysAndThatIsSaid() throws Exception {
    TestLayer.zip(
        folder.resolve("first.zip"),
        Map.of("extensions/agent", "1", "a", "1", "b", "1", "c", "1", "d", "1"));
    TestLayer.zip(folder.resolve("second.zip"), Map.of("a", "2", "b", "2", "c", "2", "d", "2"));
    file("vendor/agent", true);

    layers.addZip(folder.resolve("first.zip"));
    layers.addZip(folder.resolve("second.zip"));
    layers.addFolder(folder.resolve("vendor"));

    assertThat(opt.resolve("a")).hasContent("2");
    assertThat(opt.resolve("extensions/agent")).hasContent("vendor/agent");
    assertThat(notes)
        .satisfiesExactly(
            note ->
                assertThat(note)
                    .matches("second.zip replaces \\w, \\w, \\w and 1 more of an earlier layer"),
            note ->
                assertThat(note).isEqualTo("vendor replaces extensions/agent of an earlier layer"));
  }

  @Test
  void whatHoldsExecutablesIsKnown() throws IOException {
    file("vendor/agent", true);
    file("text/README", false);

    assertThat(OptFolder.holdsExecutables(folder.resolve("vendor"))).isTrue();
    assertThat(OptFolder.holdsExecutables(folder.resolve("text"))).isFalse();
    assertThat(OptFolder.isLayer(folder)).isFalse();
  }

  @Test
  void moreThanLambdaTakesIsRefused() throws Exception {
    layers.checkSize();
    try (RandomAccessFile large = new RandomAccessFile(opt.resolve("large").toFile(), "rw")) {
      large.setLength(250L * 1024 * 1024 + 1); // a hole: no space is used
    }

    assertThatThrownBy(layers::checkSize)
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the layers have 250.0 MB unzipped; Lambda takes 250 MB, the function included");
  }
}
