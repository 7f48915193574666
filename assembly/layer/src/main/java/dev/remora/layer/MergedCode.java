// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The classes and files of all parts as one tree, and the services that they declare. Manifests and
 * licences stay out: the first are in the bundle index, the second beside the image.
 *
 * @param files content by name, sorted
 * @param services implementing classes by the service's interface
 */
record MergedCode(SortedMap<String, byte[]> files, SortedMap<String, SortedSet<String>> services) {

  private static final String SERVICES = "META-INF/services/";

  /** Implementations of LZ4 by native code or sun.misc.Unsafe, neither of which the image has. */
  private static final List<String> NOT_NEEDED =
      List.of(
          "net/jpountz/util/darwin/",
          "net/jpountz/util/linux/",
          "net/jpountz/util/windows/",
          "net/jpountz/util/UnsafeUtils");

  /**
   * What the framework exports and offers on Java 1.3 to 25, for who does not say it in the
   * configuration. The launcher does; reading this costs five milliseconds at every start.
   */
  private static final String FELIX_DEFAULTS = "default.properties";

  /** The framework complains about a file that is missing or empty. */
  private static final byte[] NO_DEFAULTS =
      "remora=says all of it in the configuration\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * Merges.
   *
   * @throws LayerException if two parts have different files of one name
   */
  static MergedCode of(LayerParts parts) throws LayerException {
    MergedCode code = new MergedCode(new TreeMap<>(), new TreeMap<>());
    for (Part part : parts.all()) {
      for (Map.Entry<String, byte[]> file : part.files().entrySet()) {
        code.add(file.getKey(), file.getValue(), part);
      }
    }
    return code;
  }

  private void add(String name, byte[] content, Part part) throws LayerException {
    if (name.startsWith(SERVICES)) {
      addService(name.substring(SERVICES.length()), content);
    } else if (isNeeded(name)) {
      byte[] kept = name.equals(FELIX_DEFAULTS) ? NO_DEFAULTS : content;
      byte[] other = files.putIfAbsent(name, kept);
      if (other != null && !Arrays.equals(other, kept)) {
        throw new LayerException(
            "two parts hold different files " + name + "; one of them is " + part.jar());
      }
    }
  }

  private static boolean isNeeded(String name) {
    if (name.startsWith("META-INF/")
        || name.startsWith("OSGI-")
        || name.equals("module-info.class")) {
      return false;
    }
    boolean lz4 = name.startsWith("net/jpountz/");
    return NOT_NEEDED.stream().noneMatch(name::startsWith)
        && !(lz4 && (name.contains("JNI") || name.contains("Unsafe")));
  }

  private void addService(String service, byte[] content) {
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
      String name = line.replaceFirst("#.*", "").strip();
      if (!name.isEmpty()) {
        services.computeIfAbsent(service, key -> new TreeSet<>()).add(name);
      }
    }
  }

  /** Packages that hold at least one class, with dots. */
  SortedSet<String> packages() {
    SortedSet<String> packages = new TreeSet<>();
    for (String name : files.keySet()) {
      int slash = name.lastIndexOf('/');
      if (name.endsWith(".class") && slash > 0) {
        packages.add(name.substring(0, slash).replace('/', '.'));
      }
    }
    return packages;
  }

  /** Writes the tree below a folder. */
  void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
