// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.file.Path;
import java.util.List;

/** Where things are without private mounts: everything in its own place, {@code /tmp} shared. */
final class DirectLayout {

  private DirectLayout() {}

  static SandboxLayout of(LocalLambdaOptions options, List<Path> extensions, String why) {
    return new SandboxLayout(
        false,
        opt(options),
        extensions.stream().map(Path::toString).toList(),
        command(options),
        taskRoot(options),
        Path.of("/tmp"),
        "no private mounts ("
            + why
            + "): the layer runs from its own folder instead of /opt, /tmp is the machine's, and"
            + " the name sandbox.localdomain is not known inside");
  }

  static String opt(LocalLambdaOptions options) {
    return options.layer().map(Path::toString).orElse("/opt");
  }

  static String taskRoot(LocalLambdaOptions options) {
    return switch (options.functionCode()) {
      case FunctionCode.Bootstrap bootstrap -> bootstrap.executable().getParent().toString();
      case FunctionCode.JavaHandler java -> {
        Path first = java.classPath().getFirst();
        yield (first.toFile().isDirectory() ? first : first.getParent()).toString();
      }
    };
  }

  static List<String> command(LocalLambdaOptions options) {
    return switch (options.functionCode()) {
      case FunctionCode.Bootstrap bootstrap -> List.of(bootstrap.executable().toString());
      case FunctionCode.JavaHandler java ->
          java(
              options.javaHome().resolve("bin/java").toString(),
              String.join(":", java.classPath().stream().map(Path::toString).toList()),
              java.handler());
    };
  }

  static List<String> java(String executable, String classPath, String handler) {
    return List.of(
        executable,
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath,
        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
        handler);
  }
}
