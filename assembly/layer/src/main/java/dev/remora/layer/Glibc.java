// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

/** The C library that functions run on: 2.26 on Amazon Linux 2, 2.34 on Amazon Linux 2023. */
final class Glibc {
  private static final String PREFIX = "GLIBC_";
  private static final int MAJOR = 2;
  private static final int MINOR = 26;

  private Glibc() {}

  /**
   * Whether a symbol version, {@code GLIBC_2.17} or another library's, is there on Amazon Linux 2.
   */
  static boolean has(String symbolVersion) {
    if (!symbolVersion.startsWith(PREFIX)) {
      return true;
    }
    String[] numbers = symbolVersion.substring(PREFIX.length()).split("\\.");
    if (numbers.length < 2 || !numbers[0].matches("[0-9]+") || !numbers[1].matches("[0-9]+")) {
      return false; // GLIBC_PRIVATE, GLIBC_ABI_…: of one exact release
    }
    int major = Integer.parseInt(numbers[0]);
    return major < MAJOR || (major == MAJOR && Integer.parseInt(numbers[1]) <= MINOR);
  }
}
