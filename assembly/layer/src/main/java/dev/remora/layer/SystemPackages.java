// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Works out what the framework exports from its system bundle. */
final class SystemPackages {
  private final SortedMap<String, String> libraryPackages = new TreeMap<>();
  private final SortedMap<String, String> bundlePackages = new TreeMap<>();
  private final LayerParts parts;
  private final Collection<String> imagePackages;

  /**
   * Takes what there is.
   *
   * @param parts the parts of the layer
   * @param imagePackages packages that the JDK's modules in the image export
   */
  SystemPackages(LayerParts parts, Collection<String> imagePackages) {
    this.parts = parts;
    this.imagePackages = imagePackages;
    parts.libraries().forEach(part -> libraryPackages.putAll(part.exports()));
    parts.bundles().forEach(part -> bundlePackages.putAll(part.exports()));
  }

  /**
   * What the built-in bundles import and do not have among themselves: resolving is quick with few.
   *
   * @throws LayerException if a bundle needs a package that is nowhere in the layer
   */
  String imported() throws LayerException {
    SortedMap<String, String> imported = new TreeMap<>();
    for (Part bundle : parts.bundles()) {
      for (String name : bundle.imports()) {
        if (name.startsWith("java.") || bundlePackages.containsKey(name)) {
          continue;
        }
        if (libraryPackages.containsKey(name)) {
          imported.put(name, libraryPackages.get(name));
        } else if (imagePackages.contains(name)) {
          imported.put(name, "0.0.0");
        } else {
          throw new LayerException(
              bundle.name()
                  + " imports "
                  + name
                  + ", which no jar of the layer and no module of the"
                  + " JDK in its image exports");
        }
      }
    }
    return header(imported);
  }

  /** All packages of all libraries and of the image: what a plugin of somebody else may import. */
  String all() {
    SortedMap<String, String> all = new TreeMap<>(libraryPackages);
    imagePackages.forEach(name -> all.putIfAbsent(name, "0.0.0"));
    return header(all);
  }

  private static String header(Map<String, String> packages) {
    StringBuilder header = new StringBuilder();
    packages.forEach(
        (name, version) -> {
          header.append(header.isEmpty() ? "" : ",").append(name);
          if (!version.equals("0.0.0")) {
            header.append(";version=\"").append(version).append('"');
          }
        });
    return header.toString();
  }
}
