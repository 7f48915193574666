// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import java.io.IOException;

/** One thing that is measured, for every subject and under every condition. */
interface Measurement {

  /** Its name for {@code --only}. */
  String name();

  /** Measures, and adds what it found. */
  void run(Workbench bench, Figures figures) throws IOException;
}
