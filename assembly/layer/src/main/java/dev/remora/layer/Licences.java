// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts the licences and notices of everything in a layer into one folder, one sub-folder each. */
final class Licences {
  private static final String APACHE = "Apache-2.0.txt";

  private final Path folder;

  /**
   * Collects.
   *
   * @param folder the layer's folder of licences; holds the text of the Apache License already
   */
  Licences(Path folder) {
    this.folder = folder;
  }

  /**
   * Copies what the parts carry; for those that only name the Apache License its text is there
   * once.
   *
   * @throws LayerException if a part neither carries nor names a licence
   */
  void collect(Iterable<Part> parts) throws IOException, LayerException {
    StringBuilder table = new StringBuilder();
    table.append(
        "What this layer holds, and under which licence. Texts and notices: the folders of\n");
    table.append("these names; where there is none, ").append(APACHE).append(".\n\n");
    table.append("jdk: GPL-2.0 with the Classpath Exception, see jdk/java.base/LICENSE\n");
    for (Part part : parts) {
      Map<String, byte[]> texts = texts(part);
      for (Map.Entry<String, byte[]> text : texts.entrySet()) {
        Path file = folder.resolve(part.name()).resolve(text.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, text.getValue());
      }
      table.append(part.name()).append(' ').append(part.version()).append(": ");
      table.append(named(part, texts)).append('\n');
    }
    Files.writeString(folder.resolve("README.txt"), table);
  }

  /** Moves the JDK's own licences out of the image; links between them become files. */
  void moveFromImage(Path image) throws IOException {
    Path legal = image.resolve("legal");
    try (Stream<Path> paths = Files.walk(legal)) {
      paths.filter(path -> !Files.isDirectory(path)).forEach(this::copyLegal);
    }
    try (Stream<Path> paths = Files.walk(legal)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void copyLegal(Path file) {
    Path module = file.getParent().getFileName();
    Path copy = folder.resolve("jdk").resolve(module).resolve(file.getFileName());
    // The same few texts for every module: those of java.base stand for all.
    if (Files.isSymbolicLink(file)) {
      return;
    }
    try {
      Files.createDirectories(copy.getParent());
      Files.write(copy, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> texts(Part part) {
    Map<String, byte[]> texts = new TreeMap<>();
    part.files()
        .forEach(
            (name, content) -> {
              String file = name.substring(name.lastIndexOf('/') + 1);
              String upper = file.toUpperCase(Locale.ROOT);
              boolean legal = upper.startsWith("LICENSE") || upper.startsWith("NOTICE");
              if (legal && !name.endsWith(".class")) {
                texts.put(file, content);
              }
            });
    return texts;
  }

  private static String named(Part part, Map<String, byte[]> texts) throws LayerException {
    String header = part.headers().getOrDefault("Bundle-License", "");
    if (header.contains("Apache") || header.contains("apache.org") || part.isLauncher()) {
      return "Apache-2.0";
    }
    if (!texts.isEmpty()) {
      return "see " + part.name() + "/";
    }
    throw new LayerException(
        part.jar() + " carries no licence (a file LICENSE) and names none (Bundle-License)");
  }
}
