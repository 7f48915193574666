// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.local.FunctionCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which function is run; without any of these options, the sample function. */
final class FunctionOptions {
  private static final String SAMPLE_HANDLER = "dev.remora.cli.sample.SampleHandler";

  @Option(
      names = "--function",
      paramLabel = "BOOTSTRAP",
      description =
          "An executable that speaks Lambda's Runtime API by itself, or a folder with one named"
              + " bootstrap.")
  private Path bootstrap;

  @Option(
      names = "--handler",
      arity = "2",
      paramLabel = "CLASSPATH CLASS",
      hideParamSyntax = true,
      description =
          "A Java handler: its class path (jars, folders, FOLDER/*, separated by ':') and its class"
              + " or class::method.")
  private String[] handler;

  /** Whether one of them was given. */
  boolean given() {
    return bootstrap != null || handler != null;
  }

  /**
   * The function that the options name.
   *
   * @param working folder that relative paths start from
   * @param sampleClassPath folder with the sample function's jars, among them AWS's runtime
   *     interface client
   * @throws IllegalArgumentException if it cannot be run; the message says why
   */
  FunctionUnderTest function(Path working, Path sampleClassPath) {
    if (bootstrap != null) {
      return executable(working.resolve(bootstrap));
    }
    if (handler != null) {
      List<Path> classPath = classPath(handler[0], working);
      classPath.addAll(jarsOf(sampleClassPath)); // for the runtime interface client, as in Lambda
      return javaHandler(classPath, handler[1], simpleName(handler[1]));
    }
    return javaHandler(jarsOf(sampleClassPath), SAMPLE_HANDLER, "remora-sample");
  }

  private static FunctionUnderTest executable(Path given) {
    Path file = Files.isDirectory(given) ? given.resolve("bootstrap") : given;
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--function: there is no file " + file);
    }
    if (!Files.isExecutable(file)) {
      throw new IllegalArgumentException("--function: " + file + " is not executable (chmod +x)");
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    String name = folder.getNameCount() == 0 ? "function" : folder.getFileName().toString();
    return new FunctionUnderTest(new FunctionCode.Bootstrap(file), name, "function.handler");
  }

  private static FunctionUnderTest javaHandler(List<Path> classPath, String name, String function) {
    return new FunctionUnderTest(new FunctionCode.JavaHandler(classPath, name), function, name);
  }

  private static String simpleName(String handlerName) {
    String className = handlerName.split("::", 2)[0];
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private static List<Path> classPath(String text, Path working) {
    List<Path> classPath = new ArrayList<>();
    for (String entry : text.split(File.pathSeparator)) {
      if (entry.equals("*") || entry.endsWith("/*")) {
        classPath.addAll(jarsOf(working.resolve(entry.substring(0, entry.length() - 1))));
      } else if (!entry.isEmpty()) {
        Path path = working.resolve(entry);
        if (!Files.exists(path)) {
          throw new IllegalArgumentException(
              "--handler: the class path names " + path + ", which is not there");
        }
        classPath.add(path);
      }
    }
    return classPath;
  }

  private static List<Path> jarsOf(Path folder) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the class path's folder " + folder + " cannot be read", e);
    }
    jars.sort(null);
    return jars;
  }
}
