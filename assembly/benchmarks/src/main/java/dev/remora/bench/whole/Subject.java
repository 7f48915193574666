// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Figure;
import java.nio.file.Path;

/**
 * An extension that is measured.
 *
 * @param name what it is called in figures: {@value Figure#REMORA} for ours
 * @param layer the folder that is {@code /opt} for it
 * @param executable its file, in {@code extensions} of that folder
 */
record Subject(String name, Path layer, Path executable) {

  /** Whether it is the layer that this repository builds. */
  boolean ours() {
    return name.equals(Figure.REMORA);
  }
}
