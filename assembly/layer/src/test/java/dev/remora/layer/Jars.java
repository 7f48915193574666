// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes the jars of a small layer. */
final class Jars {
  private final Path folder;

  Jars(Path folder) throws IOException {
    this.folder = folder;
    jar("launcher", Map.of(), Map.of("dev/remora/launcher/Main.class", ""));
    bundle("dev.remora.core", Map.of("Export-Package", "dev.remora.api;version=\"1.0.0\""));
    bundle("org.apache.felix.framework", Map.of("Export-Package", "org.osgi.framework;version=1.10"));
  }

  Path folder() {
    return folder;
  }

  Path bundle(String name, Map<String, String> headers, String... files) throws IOException {
    Map<String, String> all = new TreeMap<>(headers);
    all.put("Bundle-SymbolicName", name);
    all.put("Bundle-Version", "1.2.3");
    Map<String, String> content = new TreeMap<>();
    for (String file : files) {
      content.put(file, name);
    }
    return jar(name, all, content);
  }

  Path plugin(String kind, String name, String imports, String... files) throws IOException {
    return bundle(
        "dev.remora." + kind + '.' + name,
        Map.of(
            "Provide-Capability",
            "dev.remora." + kind + ";dev.remora." + kind + '=' + name + ";class=x.Y",
            "Import-Package",
            imports),
        files);
  }

  private Path jar(String name, Map<String, String> headers, Map<String, String> files)
      throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach(manifest.getMainAttributes()::putValue);
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        out.putNextEntry(new JarEntry(file.getKey()));
        out.write(file.getValue().getBytes());
      }
    }
    return jar;
  }
}
