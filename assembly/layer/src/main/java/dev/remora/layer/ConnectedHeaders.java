// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.launcher.ManifestHeader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The headers of a built-in bundle as the bundle index holds them: what the framework and the
 * launcher read, and no more. The framework parses them at every start, in interpreted code, and
 * what the build has settled need not be settled again: that packages fit together ({@code uses},
 * ranges of versions), that the image is a Java 25, and that a bundle which exports a package is
 * also the one that it gets it from (OSGi Core R8, 3.6.6: an import of an own export only matters
 * where another bundle may export the same package, and a layer has one of each).
 */
final class ConnectedHeaders {
  private static final String EXPORT = "Export-Package";
  private static final String IMPORT = "Import-Package";
  private static final String REQUIRE = "Require-Capability";

  private static final Set<String> AS_THEY_ARE =
      Set.of(
          "Bundle-ManifestVersion",
          "Bundle-SymbolicName",
          "Bundle-Version",
          "Bundle-Activator",
          "Provide-Capability");

  private ConnectedHeaders() {}

  /** Those of the bundle with these main attributes. */
  static Map<String, String> of(Map<String, String> headers) {
    Map<String, String> slim = new TreeMap<>(headers);
    slim.keySet().retainAll(AS_THEY_ARE);
    Set<String> own = new TreeSet<>();
    StringBuilder exports = new StringBuilder();
    for (ManifestHeader.Clause clause : ManifestHeader.parse(headers.get(EXPORT))) {
      own.addAll(clause.paths());
      append(exports, clause);
    }
    StringBuilder imports = new StringBuilder();
    for (ManifestHeader.Clause clause : ManifestHeader.parse(headers.get(IMPORT))) {
      if (!own.containsAll(clause.paths())) {
        clause.attributes().remove("version");
        append(imports, clause);
      }
    }
    StringBuilder requirements = new StringBuilder();
    for (ManifestHeader.Clause clause : ManifestHeader.parse(headers.get(REQUIRE))) {
      if (!clause.paths().contains("osgi.ee")) {
        append(requirements, clause);
      }
    }
    put(slim, EXPORT, exports);
    put(slim, IMPORT, imports);
    put(slim, REQUIRE, requirements);
    return slim;
  }

  private static void append(StringBuilder header, ManifestHeader.Clause clause) {
    header.append(header.isEmpty() ? "" : ",").append(String.join(";", clause.paths()));
    clause.attributes().forEach((name, value) -> append(header, name, "=", value));
    clause.directives().forEach((name, value) -> append(header, name, ":=", value));
  }

  private static void append(StringBuilder header, String name, String sign, String value) {
    if (!name.equals("uses")) {
      String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
      header.append(';').append(name).append(sign).append('"').append(quoted).append('"');
    }
  }

  private static void put(Map<String, String> headers, String name, StringBuilder value) {
    if (!value.isEmpty()) {
      headers.put(name, value.toString());
    }
  }
}
