// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.launcher.PluginName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code remora/manifest.json}: what a layer holds, for people and for {@code --describe}.
 */
final class LayerManifest {
  private LayerManifest() {}

  /** The JSON text. */
  static String of(String version, LayerParts parts, List<Path> foreignJars) {
    List<String> bundles = new ArrayList<>();
    for (Part part : parts.bundles()) {
      List<String> plugins = new ArrayList<>();
      for (PluginName plugin : part.description().plugins()) {
        plugins.add(
            "{\"kind\":" + text(plugin.kind().word()) + ",\"name\":" + text(plugin.name()) + "}");
      }
      bundles.add(component(part, ",\"plugins\":[" + String.join(",", plugins) + "]"));
    }
    List<String> libraries = new ArrayList<>();
    parts.libraries().forEach(part -> libraries.add(component(part, "")));
    List<String> jars = new ArrayList<>();
    foreignJars.forEach(jar -> jars.add(text(jar.getFileName().toString())));
    return "{\n  \"version\": "
        + text(version)
        + ",\n  \"architecture\": "
        + text(architecture())
        + ",\n  \"jdk\": "
        + text(
            System.getProperty("java.vendor.version")
                + " "
                + System.getProperty("java.runtime.version"))
        + ",\n  \"bundles\": "
        + array(bundles)
        + ",\n  \"libraries\": "
        + array(libraries)
        + ",\n  \"plugins\": "
        + array(jars)
        + "\n}\n";
  }

  /** The architecture of this machine in Lambda's words. */
  static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm64";
      default -> System.getProperty("os.arch");
    };
  }

  private static String component(Part part, String more) {
    return "{\"name\":" + text(part.name()) + ",\"version\":" + text(part.version()) + more + "}";
  }

  private static String array(List<String> values) {
    return values.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", values) + "\n  ]";
  }

  private static String text(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
