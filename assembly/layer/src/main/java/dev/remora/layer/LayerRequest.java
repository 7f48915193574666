// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a layer shall hold and where it goes.
 *
 * @param parts folder with the jars to choose from: launcher, core, plugins, libraries
 * @param plugins names of the plugins that the layer holds; empty for every one in {@code parts}
 * @param foreignJars jars of other people's plugins, added as they are
 * @param files folder with the files that go into the layer unchanged, such as the start script
 * @param work folder for everything in between; emptied first
 * @param zip the layer to be written
 * @param version the layer's version
 */
public record LayerRequest(
    Path parts,
    List<String> plugins,
    List<Path> foreignJars,
    Path files,
    Path work,
    Path zip,
    String version) {

  /** Copies the lists. */
  public LayerRequest {
    plugins = List.copyOf(plugins);
    foreignJars = List.copyOf(foreignJars);
    Objects.requireNonNull(parts, "parts");
    Objects.requireNonNull(files, "files");
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(zip, "zip");
    Objects.requireNonNull(version, "version");
  }
}
