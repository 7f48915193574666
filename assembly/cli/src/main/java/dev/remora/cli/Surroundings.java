// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What the start script {@code ./remora} found out and hands over as system properties.
 *
 * @param home the repository's root ({@code remora.home}); the current folder when not handed over
 * @param workingDirectory the folder that relative paths start from
 * @param privateMounts whether this process may mount things for its children alone ({@code
 *     remora.private-mounts}), so that a layer really is at {@code /opt}
 */
public record Surroundings(Path home, Path workingDirectory, boolean privateMounts) {
  public Surroundings {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(workingDirectory, "workingDirectory");
  }

  /** Reads the system properties of this JVM. */
  static Surroundings ofThisProcess() {
    return new Surroundings(
        Path.of(System.getProperty("remora.home", "")).toAbsolutePath(),
        Path.of("").toAbsolutePath(),
        Boolean.getBoolean("remora.private-mounts"));
  }

  /** The folder that the build left the command in. */
  public Path commandFolder() {
    return home.resolve("assembly/cli/target");
  }

  /** The folder that the build left the benchmarks in. */
  public Path benchmarksFolder() {
    return home.resolve("assembly/benchmarks/target");
  }

  /** The folder that the build leaves layers in. */
  public Path layerFolder() {
    return home.resolve("assembly/layer/target");
  }
}
