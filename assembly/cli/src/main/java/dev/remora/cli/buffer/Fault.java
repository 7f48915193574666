// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import java.nio.file.Path;

/**
 * Something in a file of the buffer that should not be.
 *
 * @param file where
 * @param offset the byte at which it begins
 * @param length how many bytes are of no use because of it
 * @param what what is wrong, what was expected, what was found
 */
record Fault(Path file, long offset, long length, String what) {

  /** One line for people. */
  String line() {
    return file + ", offset " + offset + ": " + what;
  }
}
