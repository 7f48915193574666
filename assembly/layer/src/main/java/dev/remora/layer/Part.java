// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.launcher.BundleDescription;
import dev.remora.launcher.ManifestHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * One jar of which a layer is made, read into memory.
 *
 * @param jar where it was read
 * @param headers the main attributes of its manifest
 * @param files content by name, sorted; without folders and without the manifest
 */
record Part(Path jar, Map<String, String> headers, Map<String, byte[]> files) {

  private static final String OWN_PREFIX = "dev.remora.";
  private static final String CORE = "dev.remora.core";
  private static final String LAUNCHER = "dev/remora/launcher/Main.class";

  static Part read(Path jar) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Map<String, String> headers = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
      Manifest manifest = file.getManifest();
      if (manifest != null) {
        manifest
            .getMainAttributes()
            .forEach((name, value) -> headers.put(name.toString(), value.toString()));
      }
      // The versioned view: one class of each name, the one that this JDK would load.
      for (JarEntry entry : file.versionedStream().toList()) {
        if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
          try (InputStream in = file.getInputStream(entry)) {
            files.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
    return new Part(jar, headers, files);
  }

  /**
   * Bundle-SymbolicName without its directives, else the file's name without version and ending.
   */
  String name() {
    List<ManifestHeader.Clause> name = ManifestHeader.parse(headers.get("Bundle-SymbolicName"));
    if (!name.isEmpty()) {
      return name.getFirst().paths().getFirst();
    }
    String file = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    return file.replaceFirst("-[0-9].*$", "");
  }

  /** Bundle-Version, else Implementation-Version, else empty. */
  String version() {
    String implementation = headers.getOrDefault("Implementation-Version", "");
    return headers.getOrDefault("Bundle-Version", implementation);
  }

  boolean isLauncher() {
    return files.containsKey(LAUNCHER);
  }

  boolean isCore() {
    return name().equals(CORE);
  }

  /** Whether it is a bundle of ours; everything else is a library, exported by the framework. */
  boolean isBundle() {
    return !isLauncher()
        && headers.containsKey("Bundle-SymbolicName")
        && name().startsWith(OWN_PREFIX);
  }

  /** The bundle as the launcher will see it, without what it requires. */
  BundleDescription description() {
    return BundleDescription.of(BundleDescription.CONNECTED + name(), headers);
  }

  /** Packages that it exports, each with its version. */
  Map<String, String> exports() {
    Map<String, String> exports = new LinkedHashMap<>();
    for (ManifestHeader.Clause clause : ManifestHeader.parse(headers.get("Export-Package"))) {
      for (String path : clause.paths()) {
        exports.put(path, clause.attributes().getOrDefault("version", "0.0.0"));
      }
    }
    return exports;
  }

  /** Packages without which it cannot be resolved. */
  List<String> imports() {
    List<String> imports = new ArrayList<>();
    for (ManifestHeader.Clause clause : ManifestHeader.parse(headers.get("Import-Package"))) {
      if (!clause.optional()) {
        imports.addAll(clause.paths());
      }
    }
    return imports;
  }
}
