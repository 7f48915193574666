// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.launcher.BundleIndex;
import dev.remora.launcher.PluginName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the zip that the build made, and runs what it holds. */
class LayerIT {
  private static final long MEGABYTE = 1_000_000;

  @TempDir private static Path shared;
  private static Path zip;
  private static Path unzipped;

  @TempDir private Path folder;

  @BeforeAll
  static void unzip() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("remora.layer.zips")))) {
      zip =
          files
              .filter(file -> file.getFileName().toString().matches("remora-layer-.*\\.zip"))
              .max(Comparator.comparing(file -> file.toFile().lastModified()))
              .orElseThrow();
    }
    unzipped = unzipTo(shared.resolve("opt"));
  }

  private static Path unzipTo(Path target) throws IOException {
    try (FileSystem files =
            FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
        Stream<Path> paths = Files.walk(files.getPath("/"))) {
      for (Path path : paths.toList()) {
        Path copy = target.resolve(path.toString().substring(1));
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
          Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(path));
        }
      }
    }
    return target;
  }

  private static List<String> command(Path layer, Path options) {
    return List.of(
        layer.resolve("remora/jre/bin/java").toString(),
        "-XX:AOTMode=on",
        "-XX:AOTCache=" + layer.resolve("remora/agent.aot"),
        "@" + options);
  }

  private Map<String, String> environment(TrainingTelemetry telemetry) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "f");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
    environment.put("REMORA_LAMBDA_PORT", Integer.toString(telemetry.port()));
    environment.put("REMORA_DIRECTORY", folder.resolve("tmp").toString());
    environment.put("REMORA_BUFFER_DIRECTORY", folder.resolve("tmp").toString());
    environment.put("REMORA_FILE_DIRECTORY", folder.resolve("exported").toString());
    return environment;
  }

  private void liveWithTheCacheRequired(Path layer) throws Exception {
    Path log = folder.resolve("agent.log");
    TrainingTelemetry telemetry = TrainingTelemetry.onFreePort();
    List<String> command = command(layer, layer.resolve("remora/agent.options"));
    try (AgentProcess agent = AgentProcess.start(command, environment(telemetry), log)) {
      AgentLife.play(agent, Duration.ofMillis(50), telemetry);
    }
    assertThat(log).isEmptyFile();
  }

  @Test
  void theCacheIsAcceptedWhereverTheLayerIsUnzipped() throws Exception {
    liveWithTheCacheRequired(unzipped);
  }

  @Test
  void theCacheIsAcceptedWithOtherTimesAndReadOnly() throws Exception {
    Path copy = unzipTo(folder.resolve("copy"));
    List<Path> files = RuntimeImage.files(copy);
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      Files.setLastModifiedTime(file, FileTime.fromMillis(i * 86_400_000L));
      String mode = Files.isExecutable(file) ? "r-xr-xr-x" : "r--r--r--";
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
    liveWithTheCacheRequired(copy);
  }

  /**
   * A class from elsewhere is one that training did not see, or one that is spun at run time, as
   * for the equals of a record or a switch over types: each costs milliseconds.
   */
  @Test
  void untilTheAgentIsReadyEveryClassComesFromTheCache() throws Exception {
    Path classes = folder.resolve("classes.log");
    Path options = folder.resolve("options");
    List<String> lines = new ArrayList<>(AgentOptions.lines());
    lines.removeIf(line -> line.startsWith("-Xlog"));
    lines.addFirst("-Xlog:class+load:file=" + classes);
    Files.write(options, lines);
    TrainingTelemetry telemetry = TrainingTelemetry.onFreePort();
    try (AgentProcess agent =
        AgentProcess.start(
            command(unzipped, options), environment(telemetry), folder.resolve("log"))) {
      AgentLife.begin(agent);
      assertThat(Files.readAllLines(classes))
          .hasSizeGreaterThan(500)
          .allMatch(line -> line.endsWith("source: shared objects file"));
    }
  }

  @Test
  void everyNativeLibraryRunsOnAmazonLinux2() throws IOException {
    int libraries = 0;
    for (Path file : RuntimeImage.files(unzipped)) {
      byte[] content = Files.readAllBytes(file);
      if (ElfFile.is(content)) {
        libraries++;
        ElfFile elf = ElfFile.of(content);
        assertThat(elf.neededVersions()).as("%s", file).allMatch(Glibc::has);
        assertThat(elf.hasSymbolTable()).as("%s", file).isFalse();
      }
    }
    assertThat(libraries).isGreaterThan(5);
  }

  @Test
  void modesAreWhatLambdaNeeds() throws IOException {
    for (String program : List.of("extensions/remora", "remora/jre/bin/java")) {
      assertThat(mode(unzipped.resolve(program))).as(program).isEqualTo("rwxr-xr-x");
    }
    for (Path file : RuntimeImage.files(unzipped)) {
      assertThat(mode(file)).as("%s", file).isIn("rwxr-xr-x", "rw-r--r--");
    }
    assertThat(mode(unzipped.resolve("remora/agent.aot"))).isEqualTo("rw-r--r--");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void theLayerHoldsNothingAtItsTopButTheTwoFolders() throws IOException {
    try (Stream<Path> top = Files.list(unzipped)) {
      assertThat(top.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("extensions", "remora");
    }
    try (Stream<Path> extensions = Files.list(unzipped.resolve("extensions"))) {
      assertThat(extensions).hasSize(1);
    }
  }

  @Test
  void everythingInItHasALicence() throws IOException {
    Path licences = unzipped.resolve("remora/LICENSES");
    assertThat(licences.resolve("Apache-2.0.txt")).content().contains("Version 2.0, January 2004");
    assertThat(licences.resolve("jdk/java.base/LICENSE")).content().contains("GNU General Public");
    assertThat(licences.resolve("org.apache.felix.framework/NOTICE")).exists();
    assertThat(licences.resolve("README.txt"))
        .content()
        .contains("dev.remora.core", "lz4-java", "org.apache.felix.framework");
  }

  @Test
  void theIndexHoldsEveryBundleOfTheManifest() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jimage").toString(),
            "extract",
            "--dir",
            folder.toString(),
            "--include",
            "regex:.*/bundles\\.index",
            unzipped.resolve("remora/jre/lib/modules").toString());
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    Path file = folder.resolve("dev.remora.agent/dev/remora/launcher/" + BundleIndex.RESOURCE);
    BundleIndex index = BundleIndex.read(new ByteArrayInputStream(Files.readAllBytes(file)));
    String manifest = Files.readString(unzipped.resolve("remora/manifest.json"));
    assertThat(index.bundles()).hasSizeGreaterThanOrEqualTo(3);
    index
        .bundles()
        .forEach(
            bundle -> {
              assertThat(manifest).contains(bundle.headers().get("Bundle-SymbolicName"));
              assertThat(bundle.entries()).contains(".class\n");
            });
    assertThat(index.bundles().stream().flatMap(bundle -> bundle.plugins().stream()))
        .extracting(PluginName::name)
        .contains("cpu", "lambda", "memory", "network", "file");
    assertThat(index.systemPackages()).contains("org.osgi.framework;version=");
    assertThat(index.allSystemPackages())
        .contains("net.jpountz.lz4;version=\"1.14.0\"", "javax.net.ssl");
  }

  @Test
  void theSizesAreWithinTheBudget() throws IOException {
    long size = 0;
    for (Path file : RuntimeImage.files(unzipped)) {
      size += Files.size(file);
    }
    assertThat(Files.size(zip)).isLessThan(30 * MEGABYTE);
    assertThat(size).isLessThan(65 * MEGABYTE);
  }

  @Test
  void theVersionIsThatOfTheZip() throws IOException {
    String version = Files.readString(unzipped.resolve("remora/VERSION")).strip();
    assertThat(zip.getFileName().toString()).startsWith("remora-layer-" + version + "-");
  }
}
