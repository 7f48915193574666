// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.bench.report.Figure;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An extension that is measured.
 *
 * @param name what it is called in figures: {@value Figure#REMORA} for ours
 * @param layer the folder that is {@code /opt} for it
 * @param executable its file, in {@code extensions} of that folder
 */
record Subject(String name, Path layer, Path executable) {
  private static final String MANIFEST = "remora/manifest.json";

  /**
   * Whether it has an exporter of that name: what the layer's manifest says of ours. Of others it
   * is assumed, and they may ignore what they do not know.
   */
  boolean exports(String name) throws IOException {
    if (!ours()) {
      return true;
    }
    JsonNode manifest = new ObjectMapper().readTree(layer.resolve(MANIFEST).toFile());
    for (JsonNode bundle : manifest.path("bundles")) {
      for (JsonNode plugin : bundle.path("plugins")) {
        if (plugin.path("kind").asText().equals("exporter")
            && plugin.path("name").asText().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether it is the layer that this repository builds. */
  boolean ours() {
    return name.equals(Figure.REMORA);
  }
}
