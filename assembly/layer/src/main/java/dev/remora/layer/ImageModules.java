// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

/**
 * Which of the JDK's modules an image needs.
 *
 * @param direct the modules that the code refers to
 * @param packages all packages that these and the modules they need export to everybody, without
 *     {@code java.*}, which bundles have anyhow
 */
record ImageModules(SortedSet<String> direct, SortedSet<String> packages) {

  /** Asks {@code jdeps} about trees of classes and jars. */
  static ImageModules neededBy(List<Path> code) throws LayerException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--ignore-missing-deps", "--print-module-deps", "--multi-release", "25"));
    code.forEach(path -> arguments.add(path.toString()));
    SortedSet<String> direct = new TreeSet<>();
    for (String line : run("jdeps", arguments).split("\n")) {
      // Other lines are warnings, about split packages for instance.
      if (line.matches("[a-z][a-z0-9._]*(,[a-z][a-z0-9._]*)*")) {
        direct.addAll(List.of(line.split(",")));
      }
    }
    if (!direct.contains("java.base")) {
      throw new LayerException("jdeps named no modules for " + code);
    }
    if (direct.contains("jdk.unsupported")) {
      throw new LayerException(
          "the code of the layer uses sun.misc.Unsafe or another class of jdk.unsupported, which"
              + " stays out of the image");
    }
    return new ImageModules(direct, packages(direct));
  }

  private static SortedSet<String> packages(Set<String> roots) {
    Configuration modules =
        Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), roots);
    SortedSet<String> packages = new TreeSet<>();
    for (ResolvedModule module : modules.modules()) {
      for (ModuleDescriptor.Exports exports : module.reference().descriptor().exports()) {
        if (!exports.isQualified() && !exports.source().startsWith("java.")) {
          packages.add(exports.source());
        }
      }
    }
    return packages;
  }

  /**
   * Runs one of the JDK's tools in this process.
   *
   * @return what it printed
   * @throws LayerException if it failed; the message holds what it printed
   */
  static String run(String tool, List<String> arguments) throws LayerException {
    ToolProvider provider =
        ToolProvider.findFirst(tool)
            .orElseThrow(
                () -> new LayerException("no " + tool + ": building a layer needs a whole JDK 25"));
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int status = provider.run(writer, writer, arguments.toArray(String[]::new));
    writer.flush();
    if (status != 0) {
      throw new LayerException(tool + " failed: " + out);
    }
    return out.toString();
  }
}
