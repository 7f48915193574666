// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.nio.file.Path;
import java.util.List;

/**
 * What came out of a run.
 *
 * @param invocations oldest first
 * @param shutdownMs how long the last SHUTDOWN took, milliseconds
 * @param layers the layers that ran along, zips and folders
 * @param output the folder with the files
 */
record LocalResult(
    List<InvocationReport> invocations, double shutdownMs, List<Path> layers, Path output) {
  LocalResult {
    invocations = List.copyOf(invocations);
    layers = List.copyOf(layers);
  }

  /** How many invocations did not succeed. */
  long failed() {
    return invocations.stream().filter(i -> !i.timing().status().equals("success")).count();
  }
}
