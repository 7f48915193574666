// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.drain;
import static dev.remora.internal.buffer.BufferFixture.point;
import static dev.remora.internal.buffer.BufferFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OddDirectoryTest {
  @TempDir Path temp;
  private BufferFixture fixture;

  @BeforeEach
  void inDirectory() {
    fixture = new BufferFixture(temp.resolve("buffer"));
  }

  /**
   * The buffer works from memory, says so once per attempt, and takes the disk when it is there.
   */
  private void assertWorksFromMemoryUntil(String reason, CheckedAction repair) throws Exception {
    DiskBuffer buffer = fixture.open();
    assertThat(fixture.log.warnings)
        .hasSize(1)
        .first()
        .asString()
        .contains(fixture.directory.toString(), reason, "wait in memory");
    Cursor cursor = buffer.cursor("otlp");
    buffer.append(point("one"));
    buffer.append(point("two"));
    BufferedRecord first = cursor.peek().orElseThrow();
    assertThat(BufferFixture.text(first)).isEqualTo("one");
    cursor.acknowledge(first);

    repair.run();
    for (int i = 0; i < 70; i++) {
      buffer.append(point("later"));
    }
    assertThat(buffer.statistics().memoryBytes()).isZero();
    assertThat(texts(drain(cursor))).hasSize(71).startsWith("two");
    assertThat(fixture.segments()).isNotEmpty();
  }

  private interface CheckedAction {
    void run() throws Exception;
  }

  @Test
  void aMissingDirectoryIsMadeWithItsParents() {
    fixture = new BufferFixture(temp.resolve("a/b/c"));
    fixture.open().append(point("x"));
    assertThat(fixture.segments()).hasSize(1);
    assertThat(fixture.log.warnings).isEmpty();
  }

  @Test
  void aFileInItsPlaceIsLeftAlone() throws Exception {
    Files.writeString(fixture.directory, "the function's");
    assertWorksFromMemoryUntil(
        "not a directory",
        () -> {
          assertThat(fixture.directory).hasContent("the function's");
          Files.delete(fixture.directory);
        });
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createSymbolicLink(fixture.directory, elsewhere);
    assertWorksFromMemoryUntil(
        "symbolic link",
        () -> {
          assertThat(elsewhere).isEmptyDirectory();
          Files.delete(fixture.directory);
        });
  }

  @Test
  void aDanglingSymbolicLinkIsNotFollowed() throws Exception {
    Files.createSymbolicLink(fixture.directory, temp.resolve("nowhere"));
    assertWorksFromMemoryUntil("cannot be made", () -> Files.delete(fixture.directory));
    assertThat(temp.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aLinkAboveItIsFine() throws Exception {
    Path real = Files.createDirectory(temp.resolve("real"));
    Files.createSymbolicLink(temp.resolve("link"), real);
    fixture = new BufferFixture(temp.resolve("link/buffer"));
    fixture.open().append(point("x"));
    assertThat(fixture.log.warnings).isEmpty();
    assertThat(fixture.segments()).hasSize(1);
  }

  @Test
  void anotherLivingProcessIsNotDisturbed() throws Exception {
    fixture.files.lockedByAnother(true);
    assertWorksFromMemoryUntil("another process", () -> fixture.files.lockedByAnother(false));
  }

  @Test
  void theRealLockExcludesAndIsReleased() throws Exception {
    LocalFiles files = new LocalFiles();
    File file = temp.resolve("lock").toFile();
    Closeable lock = files.tryLock(file);
    assertThat(lock).isNotNull();
    assertThat(files.tryLock(file)).isNull();
    lock.close();
    Closeable again = files.tryLock(file);
    assertThat(again).isNotNull();
    again.close();
  }

  @Test
  void aDirectoryWithoutWritePermissionThatIsOursIsRepaired() throws Exception {
    Files.createDirectory(
        fixture.directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
    fixture.open().append(point("x"));
    assertThat(fixture.segments()).hasSize(1);
  }

  @Test
  void aReadOnlyParentIsSaid() throws Exception {
    assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write everywhere");
    Path parent =
        Files.createDirectory(
            temp.resolve("parent"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
    fixture = new BufferFixture(parent.resolve("buffer"));
    assertWorksFromMemoryUntil(
        "cannot be made",
        () -> Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------")));
  }

  @Test
  void somebodyElsesDirectoryIsNotUsed() throws Exception {
    // Something that nobody may change the mode of, root included.
    fixture = new BufferFixture(Path.of("/proc/self"));
    Path kernel = Path.of("/proc/sys");
    assumeTrue(Files.isDirectory(kernel), "needs Linux");
    fixture = new BufferFixture(kernel);
    DiskBuffer buffer = fixture.open();
    assertThat(fixture.log.warnings).hasSize(1).first().asString().contains("/proc/sys");
    buffer.append(point("x"));
    assertThat(texts(drain(buffer.cursor("otlp")))).containsExactly("x");
  }

  @Test
  void adoptedFilesWithAbsurdNamesAreIgnored() throws Exception {
    Files.createDirectory(fixture.directory);
    for (String name :
        new String[] {
          "seg-.lz4", "seg-zzzzzzzzzzzzzzzz.lz4", "seg-ffffffffffffffff.lz4", "seg-0", "sum-1.lz4"
        }) {
      Files.writeString(fixture.directory.resolve(name), "whatever");
    }
    Files.createDirectory(fixture.directory.resolve("seg-0000000000000001.lz4"));
    Files.createDirectory(fixture.directory.resolve("cursor-otlp"));
    DiskBuffer buffer = fixture.open();
    buffer.append(point("x"));
    assertThat(texts(drain(buffer.cursor("otlp")))).containsExactly("x");
    buffer.close();
  }
}
