// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.util.List;
import java.util.Map;

/** Descriptions of bundles for tests. */
final class Bundles {
  private Bundles() {}

  static BundleDescription sampler(String name) {
    return plugin(PluginKind.SAMPLER, name, BundleDescription.CONNECTED + "sampler." + name);
  }

  static BundleDescription exporter(String name, String... requires) {
    return new BundleDescription(
        BundleDescription.CONNECTED + "exporter." + name,
        Map.of(),
        List.of(new PluginName(PluginKind.EXPORTER, name)),
        List.of(requires),
        "");
  }

  static BundleDescription plugin(PluginKind kind, String name, String location) {
    return new BundleDescription(
        location, Map.of(), List.of(new PluginName(kind, name)), List.of(), "");
  }

  static BundleDescription jar(String name, Map<String, String> headers) {
    return BundleDescription.of("reference:file:/" + name + ".jar", headers);
  }
}
