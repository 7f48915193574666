// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.launcher.BundleDescription;
import dev.remora.launcher.PluginName;
import dev.remora.launcher.Requirements;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The jars of which one layer is made.
 *
 * @param launcher the launcher
 * @param bundles the core, then the chosen plugins and the bundles that they need, by name
 * @param libraries Felix and every library that a bundle imports from
 */
record LayerParts(Part launcher, List<Part> bundles, List<Part> libraries) {

  private static final String FELIX = "org.apache.felix.framework";

  /**
   * Chooses from a folder.
   *
   * @param plugins names; empty for all
   * @throws LayerException if something that is asked for or needed is not there
   */
  static LayerParts choose(Path folder, List<String> plugins) throws IOException, LayerException {
    List<Part> all = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : jars) {
        all.add(Part.read(jar));
      }
    }
    all.sort(Comparator.comparing(Part::name));
    Part launcher = one(all.stream().filter(Part::isLauncher).toList(), "launcher", folder);
    Part core = one(all.stream().filter(Part::isCore).toList(), "core bundle", folder);
    List<Part> bundles = new ArrayList<>(List.of(core));
    for (Part part : chosen(all, plugins)) {
      addWithNeeded(part, all, bundles);
    }
    return new LayerParts(launcher, bundles, libraries(all, bundles, folder));
  }

  private static Part one(List<Part> found, String what, Path folder) throws LayerException {
    if (found.size() != 1) {
      throw new LayerException(
          "expected one " + what + " among the jars in " + folder + ", found " + found.size());
    }
    return found.getFirst();
  }

  private static List<Part> chosen(List<Part> all, List<String> plugins) throws LayerException {
    List<Part> chosen = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>();
    TreeSet<String> missing = new TreeSet<>(plugins);
    for (Part part : all) {
      List<PluginName> names = part.isBundle() ? part.description().plugins() : List.of();
      names.forEach(name -> known.add(name.name()));
      if (names.stream().anyMatch(name -> plugins.isEmpty() || plugins.contains(name.name()))) {
        chosen.add(part);
      }
    }
    missing.removeAll(known);
    if (!missing.isEmpty()) {
      throw new LayerException(
          "no plugin is named "
              + String.join(", ", missing)
              + "; there are "
              + String.join(", ", known));
    }
    return chosen;
  }

  private static void addWithNeeded(Part part, List<Part> all, List<Part> bundles) {
    if (bundles.contains(part)) {
      return;
    }
    bundles.add(part);
    for (Part other : all) {
      if (other.isBundle() && needs(part, other)) {
        addWithNeeded(other, all, bundles);
      }
    }
  }

  private static List<Part> libraries(List<Part> all, List<Part> bundles, Path folder)
      throws LayerException {
    List<Part> libraries = new ArrayList<>();
    libraries.add(one(all.stream().filter(p -> p.name().equals(FELIX)).toList(), FELIX, folder));
    List<Part> users = new ArrayList<>(bundles);
    // The list grows while it is walked: libraries need libraries.
    for (int i = 0; i < users.size(); i++) {
      for (Part library : all) {
        if (!library.isBundle()
            && !library.isLauncher()
            && !libraries.contains(library)
            && needs(users.get(i), library)) {
          libraries.add(library);
          users.add(library);
        }
      }
    }
    libraries.sort(Comparator.comparing(Part::name));
    return libraries;
  }

  private static boolean needs(Part part, Part other) {
    return part != other && Requirements.isNeeded(part.description(), other.description());
  }

  /** Everything that goes into the image. */
  List<Part> all() {
    List<Part> all = new ArrayList<>(bundles);
    all.add(launcher);
    all.addAll(libraries);
    return all;
  }

  /** The bundles as the launcher will see them, each with the bundles that it requires. */
  List<BundleDescription> descriptions() {
    List<BundleDescription> descriptions = new ArrayList<>();
    for (Part part : bundles) {
      List<String> requires = new ArrayList<>();
      for (Part other : bundles) {
        if (!other.isCore() && needs(part, other)) {
          requires.add(other.description().location());
        }
      }
      StringBuilder entries = new StringBuilder();
      part.files().keySet().forEach(name -> entries.append(name).append('\n'));
      BundleDescription description = part.description();
      descriptions.add(
          new BundleDescription(
              description.location(),
              ConnectedHeaders.of(part.headers()),
              description.plugins(),
              requires,
              entries.toString()));
    }
    return descriptions;
  }
}
