// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is known about a bundle before it is installed.
 *
 * @param location where the framework finds it: {@code connect:…} for a built-in one, {@code
 *     reference:file:…} for a jar
 * @param headers the main attributes of its manifest
 * @param plugins the plugins that it declares; none for the core and for bundles that others need
 * @param requires locations of the other built-in bundles without which it cannot be resolved, the
 *     core left out; empty for a jar, whose needs are only known beside the others
 * @param entries names of the files in a built-in bundle, one a line, each line ended; empty for a
 *     jar
 */
public record BundleDescription(
    String location,
    Map<String, String> headers,
    List<PluginName> plugins,
    List<String> requires,
    String entries) {

  /** What all locations of built-in bundles begin with. */
  public static final String CONNECTED = "connect:";

  /** The location of the core bundle. */
  public static final String CORE = CONNECTED + "dev.remora.core";

  /** Reads the plugins from the bundle's capabilities. */
  public static BundleDescription of(String location, Map<String, String> headers) {
    return new BundleDescription(location, headers, plugins(headers), List.of(), "");
  }

  /** Whether its classes are in the launcher's class loader. */
  public boolean connected() {
    return location.startsWith(CONNECTED);
  }

  private static List<PluginName> plugins(Map<String, String> headers) {
    List<PluginName> plugins = new ArrayList<>();
    for (ManifestHeader.Clause clause : ManifestHeader.parse(headers.get("Provide-Capability"))) {
      for (PluginKind kind : PluginKind.values()) {
        String name = clause.attributes().get(kind.namespace());
        if (name != null && clause.paths().contains(kind.namespace())) {
          plugins.add(new PluginName(kind, name));
        }
      }
    }
    return plugins;
  }
}
