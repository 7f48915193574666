// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.nio.file.Path;
import java.util.List;

/**
 * What came out of a run.
 *
 * @param invocations oldest first
 * @param shutdownMs how long the SHUTDOWN took, milliseconds
 * @param layer the layer that ran along
 * @param output the folder with the files
 */
record LocalResult(List<InvocationReport> invocations, double shutdownMs, Path layer, Path output) {
  LocalResult {
    invocations = List.copyOf(invocations);
  }

  /** How many invocations did not succeed. */
  long failed() {
    return invocations.stream().filter(i -> !i.timing().status().equals("success")).count();
  }
}
