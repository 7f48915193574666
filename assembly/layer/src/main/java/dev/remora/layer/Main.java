// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds the layer with all plugins, for the build: {@code PARTS FILES WORK ZIP-FOLDER VERSION}.
 */
public final class Main {
  private Main() {}

  /** Exit status 1 with one line on standard error when the layer cannot be built. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 5) {
      System.err.println("expected: PARTS FILES WORK ZIP-FOLDER VERSION");
      System.exit(2);
    }
    String version = arguments[4];
    String name = "remora-layer-" + version + '-' + LayerManifest.architecture() + ".zip";
    Path zip = Path.of(arguments[3], name);
    LayerRequest request =
        new LayerRequest(
            Path.of(arguments[0]),
            List.of(),
            List.of(),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            zip,
            version);
    try {
      LayerSizes sizes =
          new LayerBuilder(request, step -> System.out.println("layer: " + step)).build();
      System.out.println("layer: " + zip + ": " + sizes);
    } catch (LayerException e) {
      System.err.println("layer: " + e.getMessage());
      System.exit(1);
    }
  }
}
