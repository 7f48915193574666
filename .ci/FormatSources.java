// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Holds every Java file below the working directory to google-java-format: {@code check} names the
 * files that differ and fails, {@code apply} rewrites them.
 *
 * <p>A program of its own because the formatter needs the compiler of the JDK 25, and Maven may run
 * on an older Java.
 */
final class FormatSources {

  private static final String COMMAND = "mvn -N verify -Pformat";

  private final Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());

  public static void main(String[] arguments) throws IOException {
    String mode = arguments.length == 1 ? arguments[0] : "";
    if (!mode.equals("check") && !mode.equals("apply")) {
      System.err.println("The mode is '" + mode + "'; it must be check or apply.");
      System.exit(2);
    }
    boolean clean = new FormatSources().run(Path.of(""), mode.equals("apply"));
    System.exit(clean ? 0 : 1);
  }

  private boolean run(Path root, boolean apply) throws IOException {
    List<Path> files = javaFiles(root);
    if (files.isEmpty()) {
      System.err.println("No Java file below " + root.toAbsolutePath() + ": nothing was checked.");
      return false;
    }
    List<String> problems =
        files.parallelStream().map(file -> formatOne(file, apply)).filter(p -> p != null).toList();
    for (String problem : problems) {
      System.err.println((apply ? "formatted: " : "not formatted: ") + problem);
    }
    boolean clean = apply ? problems.stream().noneMatch(p -> p.contains(": ")) : problems.isEmpty();
    if (!clean && !apply) {
      System.err.println(problems.size() + " of " + files.size() + " files. To format: " + COMMAND);
    }
    return clean;
  }

  /** Returns null when the file is as it should be. */
  private String formatOne(Path file, boolean apply) {
    try {
      String text = Files.readString(file);
      String formatted = StringWrapper.wrap(formatter.formatSourceAndFixImports(text), formatter);
      if (formatted.equals(text)) {
        return null;
      }
      if (apply) {
        Files.writeString(file, formatted);
      }
      return file.toString();
    } catch (FormatterException | IOException e) {
      return file + ": " + e.getMessage();
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean generated = name.equals("target") && !Files.exists(folder.resolve("pom.xml"));
            boolean hidden = name.startsWith(".") && !name.equals(".ci");
            return generated || hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Path[] sorted = files.toArray(Path[]::new);
    Arrays.sort(sorted);
    return List.of(sorted);
  }
}
