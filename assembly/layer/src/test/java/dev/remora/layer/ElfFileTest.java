// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Uses the virtual machine's own library, the largest there is. */
class ElfFileTest {
  private static byte[] virtualMachine() throws IOException {
    return Files.readAllBytes(
        Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so"));
  }

  @Test
  void theSymbolTableIsTakenOutAndTheFileSmaller() throws IOException {
    byte[] original = virtualMachine();
    byte[] stripped = ElfFile.of(original).stripped();
    assertThat(ElfFile.is(stripped)).isTrue();
    assertThat(ElfFile.of(stripped).hasSymbolTable()).isFalse();
    assertThat(stripped.length).isLessThanOrEqualTo(original.length);
  }

  @Test
  void everySegmentStaysByteForByteWhereItWas() throws IOException {
    byte[] original = virtualMachine();
    byte[] stripped = ElfFile.of(original).stripped();
    ByteBuffer header = ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) header.getLong(32);
    int size = header.getShort(54);
    int count = header.getShort(56);
    assertThat(count).isPositive();
    assertThat(Arrays.copyOfRange(stripped, table, table + size * count))
        .isEqualTo(Arrays.copyOfRange(original, table, table + size * count));
    for (int i = 0; i < count; i++) {
      // The file's header lies in the first segment and names the new table of sections.
      int from = Math.max(64, (int) header.getLong(table + i * size + 8));
      int to = (int) (header.getLong(table + i * size + 8) + header.getLong(table + i * size + 32));
      assertThat(Arrays.equals(stripped, from, Math.max(from, to), original, from, Math.max(from, to)))
          .as("segment %d", i)
          .isTrue();
    }
  }

  @Test
  void strippingTwiceChangesNothing() throws IOException {
    byte[] stripped = ElfFile.of(virtualMachine()).stripped();
    assertThat(ElfFile.of(stripped).stripped()).isEqualTo(stripped);
  }

  @Test
  void neededVersionsAreReadBeforeAndAfter() throws IOException {
    byte[] original = virtualMachine();
    assertThat(ElfFile.of(original).neededVersions())
        .anyMatch(version -> version.startsWith("GLIBC_2."))
        .isEqualTo(ElfFile.of(ElfFile.of(original).stripped()).neededVersions());
  }

  @Test
  void otherFilesAreNone() {
    assertThat(ElfFile.is(new byte[0])).isFalse();
    assertThat(ElfFile.is(new byte[100])).isFalse();
  }

  @Test
  void versionsUpToThoseOfAmazonLinux2AreThere() {
    assertThat(Glibc.has("GLIBC_2.2.5")).isTrue();
    assertThat(Glibc.has("GLIBC_2.17")).isTrue();
    assertThat(Glibc.has("GLIBC_2.26")).isTrue();
    assertThat(Glibc.has("GLIBC_2.27")).isFalse();
    assertThat(Glibc.has("GLIBC_2.34")).isFalse();
    assertThat(Glibc.has("GLIBC_3.0")).isFalse();
    assertThat(Glibc.has("GLIBC_PRIVATE")).isFalse();
    assertThat(Glibc.has("GCC_3.3")).isTrue();
  }
}
