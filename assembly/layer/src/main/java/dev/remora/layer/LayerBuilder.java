// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.launcher.BundleDescription;
import dev.remora.launcher.BundleIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds a layer. Must run on a whole JDK 25 of the architecture that the layer is for: the image
 * is made of that JDK, and the cache by running it.
 */
public final class LayerBuilder {
  private static final String INDEX = "dev/remora/launcher/" + BundleIndex.RESOURCE;

  /** The header by which a bundle says that it hears Lambda's telemetry, and on which port. */
  static final String TELEMETRY_PORT = "Remora-Telemetry-Port";

  private final LayerRequest request;
  private final Consumer<String> progress;
  private final Path work;
  private final Path layer;
  private final Path remora;

  /**
   * Prepares to build.
   *
   * @param progress gets a line at the beginning of each step
   */
  public LayerBuilder(LayerRequest request, Consumer<String> progress) {
    this.request = request;
    this.progress = progress;
    this.work = request.work().toAbsolutePath();
    this.layer = work.resolve("layer");
    this.remora = layer.resolve("remora");
  }

  /**
   * Builds the layer and writes the zip.
   *
   * @return its sizes
   * @throws LayerException if something asked for is missing or does not fit together
   */
  public LayerSizes build() throws IOException, LayerException, InterruptedException {
    delete(work);
    Files.createDirectories(remora);
    LayerParts parts = LayerParts.choose(request.parts(), request.plugins());
    progress.accept("merging " + parts.bundles().size() + " bundles into one module");
    Path image = remora.resolve("jre");
    ImageModules modules = merge(parts);
    progress.accept("linking a run-time image with " + String.join(", ", modules.direct()));
    RuntimeImage.link(moduleJar(), modules.direct(), image);
    copyFiles();
    writeTexts(parts);
    copyForeignJars();
    progress.accept("training the cache");
    new Training(remora, Files.createDirectories(work.resolve("run")), parts).run();
    collectLicences(parts, image);
    setModes();
    progress.accept("zipping");
    LayerZip.write(layer, request.zip());
    return new LayerSizes(
        Files.size(request.zip()),
        size(layer),
        size(image),
        Files.size(remora.resolve("agent.aot")));
  }

  private ImageModules merge(LayerParts parts) throws IOException, LayerException {
    MergedCode code = MergedCode.of(parts);
    Path classes = work.resolve("classes");
    code.writeTo(classes);
    List<Path> everything = new ArrayList<>(List.of(classes));
    everything.addAll(request.foreignJars());
    ImageModules modules = ImageModules.neededBy(everything);
    SystemPackages packages = new SystemPackages(parts, modules.packages());
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    new BundleIndex(parts.descriptions(), packages.imported(), packages.all()).write(index);
    code.files().put(INDEX, index.toByteArray());
    List<String> exports = new ArrayList<>();
    parts.bundles().forEach(part -> exports.addAll(part.exports().keySet()));
    parts.libraries().forEach(part -> exports.addAll(part.exports().keySet()));
    AgentModule.write(moduleJar(), code, modules.direct(), exports);
    return modules;
  }

  private Path moduleJar() {
    return work.resolve("agent.jar");
  }

  private void copyFiles() throws IOException {
    for (Path file : RuntimeImage.files(request.files())) {
      Path copy = layer.resolve(request.files().relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  private void writeTexts(LayerParts parts) throws IOException {
    Files.write(remora.resolve("agent.options"), AgentOptions.lines());
    Files.writeString(remora.resolve("VERSION"), request.version() + "\n");
    Files.writeString(
        remora.resolve("manifest.json"),
        LayerManifest.of(request.version(), parts, request.foreignJars()));
    for (Part part : parts.bundles()) {
      String port = part.headers().get(TELEMETRY_PORT);
      if (port != null) {
        // The start script subscribes to Lambda's telemetry before there is a JVM to ask.
        Files.writeString(remora.resolve("telemetry"), port + "\n");
      }
    }
  }

  private void copyForeignJars() throws IOException, LayerException {
    for (Path jar : request.foreignJars()) {
      Part part = Part.read(jar);
      if (BundleDescription.of("", part.headers()).plugins().isEmpty()) {
        throw new LayerException(
            jar
                + " declares no plugin: its manifest has no Provide-Capability of a sampler or an"
                + " exporter");
      }
      Files.createDirectories(remora.resolve("plugins"));
      Files.copy(jar, remora.resolve("plugins").resolve(jar.getFileName().toString()));
    }
  }

  private void collectLicences(LayerParts parts, Path image) throws IOException, LayerException {
    Licences licences = new Licences(remora.resolve("LICENSES"));
    licences.collect(parts.all());
    licences.moveFromImage(image);
  }

  /** Not for a group or an owner only: in Lambda somebody else owns the files. */
  private void setModes() throws IOException {
    Set<Path> programs = new TreeSet<>();
    programs.add(remora.resolve("jre/bin/java"));
    programs.add(remora.resolve("jre/lib/jspawnhelper"));
    programs.addAll(RuntimeImage.files(layer.resolve("extensions")));
    for (Path file : RuntimeImage.files(layer)) {
      String mode = programs.contains(file) ? "rwxr-xr-x" : "rw-r--r--";
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
  }

  private static long size(Path folder) throws IOException {
    long size = 0;
    for (Path file : RuntimeImage.files(folder)) {
      size += Files.size(file);
    }
    return size;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
