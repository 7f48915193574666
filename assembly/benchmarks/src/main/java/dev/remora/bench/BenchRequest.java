// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What to measure.
 *
 * @param layerZip our layer
 * @param unzip unzips it as Lambda does
 * @param extensions executables of other extensions that are measured beside it
 * @param rounds how often each variant takes its turn where figures lie near the noise; slow
 *     measurements with clear figures take fewer
 * @param only names of the measurements to run, see {@link Benchmarks#names()}; empty: all
 * @param javaHome the Java installation that runs the Java function
 * @param functionClassPath jars of AWS's runtime interface client and what it needs; empty: no Java
 *     function is measured
 * @param builtFolder where the build left the benchmarks: their classes, and a file with the class
 *     path of the micro benchmarks
 * @param privateMounts whether local Lambda may give its sandboxes mounts of their own
 */
public record BenchRequest(
    Path layerZip,
    Unzip unzip,
    List<Path> extensions,
    int rounds,
    Set<String> only,
    Path javaHome,
    List<Path> functionClassPath,
    Path builtFolder,
    boolean privateMounts) {
  public BenchRequest {
    Objects.requireNonNull(layerZip, "layerZip");
    Objects.requireNonNull(unzip, "unzip");
    extensions = List.copyOf(extensions);
    only = Set.copyOf(only);
    functionClassPath = List.copyOf(functionClassPath);
  }

  /** Whether the measurement of that name is asked for. */
  public boolean wants(String name) {
    return only.isEmpty() || only.contains(name);
  }

  /** Unzips a layer. */
  public interface Unzip {

    /** Unzips it into an existing empty folder. */
    void unzip(Path zip, Path target) throws IOException;
  }
}
