// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.file.Path;
import java.util.List;

/** What is run as the function. */
public sealed interface FunctionCode {

  /**
   * A custom runtime: an executable that speaks the Runtime API by itself.
   *
   * @param executable the file to run; the folder it lies in is the function's code ({@code
   *     /var/task} where private mounts are allowed)
   */
  record Bootstrap(Path executable) implements FunctionCode {
    public Bootstrap {
      executable = executable.toAbsolutePath().normalize();
    }
  }

  /**
   * A Java handler, run by AWS's runtime interface client.
   *
   * @param classPath jars and class folders of the function; must contain {@code
   *     com.amazonaws:aws-lambda-java-runtime-interface-client} and what it needs
   * @param handler class, or {@code class::method}
   */
  record JavaHandler(List<Path> classPath, String handler) implements FunctionCode {
    public JavaHandler {
      classPath = classPath.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    }
  }
}
