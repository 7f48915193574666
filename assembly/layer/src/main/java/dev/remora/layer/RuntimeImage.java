// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The run-time image: the JDK's modules that the layer needs, and the module with all of its code.
 */
final class RuntimeImage {
  /** Uncompressed, the layer is over its unzipped budget: docs/decisions/0007. */
  static final String COMPRESSION = "zip-6";

  private static final List<String> NOT_NEEDED =
      List.of(
          "bin/keytool",
          "lib/jexec",
          "lib/classlist",
          "lib/jrt-fs.jar",
          // For code of the second compiler, which is off.
          "lib/libsimdsort.so",
          "release");

  /** What nobody asks an agent for: texts in other languages, names of characters, old charsets. */
  private static final List<String> NOT_NEEDED_RESOURCES =
      List.of(
          "/java.base/sun/security/tools/keytool/resources/keytool_*",
          "/java.base/sun/security/util/resources/*_*",
          "/java.base/sun/launcher/resources/launcher_*",
          "/java.base/java/lang/uniName.dat",
          "/java.base/sun/nio/cs/EUC_TW*",
          "/java.base/sun/nio/cs/Johab*",
          "/java.base/sun/nio/cs/HKSCS*",
          "/java.base/sun/nio/cs/*_HKSCS*");

  private RuntimeImage() {}

  /**
   * Links an image.
   *
   * @param module the jar of the agent's module
   * @param modules further modules that jars of others need
   * @param image folder to be made
   */
  static void link(Path module, Iterable<String> modules, Path image)
      throws IOException, LayerException {
    ImageModules.run(
        "jlink",
        List.of(
            "--module-path",
            module.toString(),
            "--add-modules",
            AgentModule.NAME + "," + String.join(",", modules),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--exclude-resources",
            String.join(",", NOT_NEEDED_RESOURCES),
            "--compress",
            COMPRESSION,
            "--output",
            image.toString()));
    for (String name : NOT_NEEDED) {
      Files.deleteIfExists(image.resolve(name));
    }
    for (Path file : files(image)) {
      byte[] content = Files.readAllBytes(file);
      if (ElfFile.is(content)) {
        strip(file, content);
      }
    }
  }

  private static void strip(Path file, byte[] content) throws IOException, LayerException {
    ElfFile elf = ElfFile.of(content);
    for (String version : elf.neededVersions()) {
      if (!Glibc.has(version)) {
        throw new LayerException(
            file.getFileName()
                + " of this JDK needs "
                + version
                + "; Lambda on Amazon Linux 2 has"
                + " GLIBC_2.26: build with a JDK made for older systems, such as Eclipse Temurin");
      }
    }
    Files.write(file, elf.stripped());
  }

  /** The files below a folder, sorted. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = new ArrayList<>(all.filter(Files::isRegularFile).toList());
      files.sort(Comparator.comparing(Path::toString));
      return files;
    }
  }
}
