// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Figure;
import dev.remora.bench.report.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the layer weighs. */
final class SizeMeasurement implements Measurement {
  private static final double MEGABYTE = 1e6;

  @Override
  public String name() {
    return "size";
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    long unzipped = 0;
    try (Stream<Path> files = Files.walk(bench.subjects().getFirst().layer())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        unzipped += Files.size(file);
      }
    }
    long zipped = Files.size(bench.request().layerZip());
    figures.add(Quantity.ZIPPED, Figure.REMORA, "", zipped / MEGABYTE);
    figures.add(Quantity.UNZIPPED, Figure.REMORA, "", unzipped / MEGABYTE);
  }
}
