// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.local.InitializationType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What {@code remora local} was asked to do, checked.
 *
 * @param function what to run
 * @param plan what to call it with, one invocation each, and what is to go wrong
 * @param layerZips zips of layers, in the order in which they are unzipped
 * @param extensionFolders folders that are layers, or hold extensions; after the zips
 * @param initializationType how the sandbox comes to be
 * @param concurrency invocations at a time; one, except on Managed Instances
 * @param environment the function's environment variables, as set by its owner
 * @param memoryMegabytes the function's memory size
 * @param cores processor cores the sandbox may use; empty for all of this machine's
 * @param timeout the function's time-out
 * @param freeze how long the sandbox stands still between two invocations
 * @param privateMounts whether mounts that only the sandbox sees are possible here
 * @param output folder that the results are left in
 */
record LocalRequest(
    FunctionUnderTest function,
    FaultPlan plan,
    List<Path> layerZips,
    List<Path> extensionFolders,
    InitializationType initializationType,
    int concurrency,
    Map<String, String> environment,
    int memoryMegabytes,
    OptionalInt cores,
    Duration timeout,
    Duration freeze,
    boolean privateMounts,
    Path output) {
  private static final double MEGABYTES_PER_PROCESSOR = 1_769;

  LocalRequest {
    layerZips = List.copyOf(layerZips);
    extensionFolders = List.copyOf(extensionFolders);
    environment = Map.copyOf(environment);
  }

  /** All layers, in the order in which they come into {@code /opt}. */
  List<Path> layers() {
    List<Path> layers = new ArrayList<>(layerZips);
    layers.addAll(extensionFolders);
    return layers;
  }

  /**
   * Processors that the memory size buys, at most those there are. Formula: AWS's documentation.
   */
  double allottedProcessors() {
    int visible = cores.orElse(Runtime.getRuntime().availableProcessors());
    return Math.min(memoryMegabytes / MEGABYTES_PER_PROCESSOR, visible);
  }
}
