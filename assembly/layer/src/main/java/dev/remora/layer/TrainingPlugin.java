// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.api.SamplerPlugin;
import dev.remora.layer.training.TrainingSampler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs {@link TrainingSampler} as somebody else's plugin would be packed. */
final class TrainingPlugin {
  /** The name by which it is chosen. */
  static final String NAME = "training";

  private TrainingPlugin() {}

  static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", TrainingSampler.class.getPackageName());
    headers.putValue("Bundle-Version", "1.0.0");
    headers.putValue(
        "Import-Package",
        "dev.remora.api;version=\"[1.0,2)\",dev.remora.api.telemetry;version=\"[1.0,2)\"");
    headers.putValue(
        "Provide-Capability",
        SamplerPlugin.NAMESPACE
            + ';'
            + SamplerPlugin.NAMESPACE
            + "=\""
            + NAME
            + "\";class=\""
            + TrainingSampler.class.getName()
            + '"');
    Files.createDirectories(jar.getParent());
    String name = TrainingSampler.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = TrainingSampler.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
    }
  }
}
