// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** A folder of jars that other layers may add to. Only their manifests are read here. */
final class PluginFolder {
  private final File folder;

  PluginFolder(File folder) {
    this.folder = folder;
  }

  /**
   * The bundles among its jars, in the order of their file names.
   *
   * @param log gets one line for each jar that is no bundle
   */
  List<BundleDescription> bundles(LauncherLog log) {
    String[] names = folder.list();
    if (names == null || names.length == 0) {
      return List.of();
    }
    Arrays.sort(names);
    List<BundleDescription> bundles = new ArrayList<>();
    for (String name : names) {
      if (name.endsWith(".jar")) {
        add(new File(folder, name), bundles, log);
      }
    }
    return bundles;
  }

  private static void add(File jar, List<BundleDescription> bundles, LauncherLog log) {
    try (JarFile file = new JarFile(jar, false)) {
      Map<String, String> headers = headers(file.getManifest());
      if (headers.containsKey("Bundle-SymbolicName")) {
        // In place: nothing is copied to /tmp.
        bundles.add(BundleDescription.of("reference:" + jar.toURI(), headers));
      } else {
        log.line(jar + " is no OSGi bundle: no Bundle-SymbolicName in its manifest; left out");
      }
    } catch (IOException e) {
      log.line(jar + " cannot be read: " + e.getMessage() + "; left out");
    }
  }

  private static Map<String, String> headers(Manifest manifest) {
    Map<String, String> headers = new HashMap<>();
    if (manifest != null) {
      for (Map.Entry<Object, Object> attribute : manifest.getMainAttributes().entrySet()) {
        headers.put(attribute.getKey().toString(), attribute.getValue().toString());
      }
    }
    return headers;
  }
}
