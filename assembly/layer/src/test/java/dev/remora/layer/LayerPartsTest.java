// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.launcher.BundleDescription;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerPartsTest {
  @TempDir private Path folder;
  private Jars jars;

  @BeforeEach
  void makeJars() throws IOException {
    jars = new Jars(folder);
    jars.plugin("sampler", "cpu", "dev.remora.api");
    jars.plugin("exporter", "otlp", "dev.remora.api,dev.remora.http,javax.net.ssl");
    jars.bundle(
        "dev.remora.exporter.transport",
        Map.of("Export-Package", "dev.remora.http", "Import-Package", "json;version=\"[2,3)\""));
    jars.bundle("json-library", Map.of("Export-Package", "json;version=\"2.5\""), "json/A.class");
    jars.bundle("unused-library", Map.of("Export-Package", "unused"));
  }

  private LayerParts choose(String... plugins) throws IOException, LayerException {
    return LayerParts.choose(folder, List.of(plugins));
  }

  @Test
  void withoutNamesEveryPluginIsInAndOnlyTheLibrariesThatAreUsed() throws Exception {
    LayerParts parts = choose();
    assertThat(parts.bundles())
        .extracting(Part::name)
        .containsExactly(
            "dev.remora.core",
            "dev.remora.exporter.otlp",
            "dev.remora.exporter.transport",
            "dev.remora.sampler.cpu");
    assertThat(parts.libraries())
        .extracting(Part::name)
        .containsExactly("json-library", "org.apache.felix.framework");
  }

  @Test
  void aChosenPluginBringsWhatItNeedsAndNothingElse() throws Exception {
    assertThat(choose("cpu").bundles())
        .extracting(Part::name)
        .containsExactly("dev.remora.core", "dev.remora.sampler.cpu");
    assertThat(choose("cpu").libraries()).hasSize(1);
    assertThat(choose("otlp").bundles()).hasSize(3);
  }

  @Test
  void theIndexNamesWhatABundleRequires() throws Exception {
    assertThat(choose().descriptions())
        .filteredOn(bundle -> bundle.location().endsWith("otlp"))
        .singleElement()
        .extracting(BundleDescription::requires)
        .isEqualTo(List.of("connect:dev.remora.exporter.transport"));
  }

  @Test
  void anUnknownPluginIsRefusedWithTheKnownNames() {
    assertThatThrownBy(() -> choose("cpu", "gpu"))
        .isInstanceOf(LayerException.class)
        .hasMessage("no plugin is named gpu; there are cpu, otlp");
  }

  @Test
  void aFolderWithoutACoreIsRefused() throws IOException {
    Files.delete(folder.resolve("dev.remora.core.jar"));
    assertThatThrownBy(() -> choose())
        .hasMessage("expected one core bundle among the jars in " + folder + ", found 0");
  }

  @Test
  void theFrameworkExportsWhatIsImportedOrEverythingForJarsOfOthers() throws Exception {
    SystemPackages packages = new SystemPackages(choose(), Set.of("javax.net", "javax.net.ssl"));
    assertThat(packages.imported()).isEqualTo("javax.net.ssl,json;version=\"2.5\"");
    assertThat(packages.all())
        .isEqualTo(
            "javax.net,javax.net.ssl,json;version=\"2.5\",org.osgi.framework;version=\"1.10\"");
  }

  @Test
  void anImportThatNobodyExportsIsRefused() throws Exception {
    SystemPackages packages = new SystemPackages(choose(), Set.of());
    assertThatThrownBy(packages::imported)
        .hasMessageStartingWith("dev.remora.exporter.otlp imports javax.net.ssl, which no jar");
  }

  @Test
  void differentFilesOfOneNameAreRefused() throws Exception {
    jars.plugin("sampler", "x", "dev.remora.api", "json/A.class");
    LayerParts parts = choose();
    assertThatThrownBy(() -> MergedCode.of(parts))
        .hasMessageStartingWith("two parts hold different files json/A.class");
  }

  @Test
  void manifestsLicencesAndNativeCodeStayOut() throws Exception {
    jars.bundle(
        "json-library",
        Map.of("Export-Package", "json"),
        "json/A.class",
        "META-INF/LICENSE",
        "module-info.class",
        "net/jpountz/util/linux/amd64/liblz4-java.so",
        "net/jpountz/lz4/LZ4JNI.class",
        "net/jpountz/lz4/LZ4JavaUnsafeCompressor.class",
        "net/jpountz/lz4/LZ4JavaSafeCompressor.class");
    assertThat(MergedCode.of(choose()).files().keySet())
        .containsExactly(
            "dev/remora/launcher/Main.class",
            "json/A.class",
            "net/jpountz/lz4/LZ4JavaSafeCompressor.class");
  }

  /** The oracle is the JDK's own reader of module descriptors. */
  @Test
  void theDescriptorIsAnOpenModuleWithTheWantedEdges() throws Exception {
    MergedCode code = MergedCode.of(choose());
    code.files().remove("dev/remora/launcher/Main.class"); // an empty file is no class
    code.files().remove("json/A.class");
    code.files().put("p/A.class", serviceUser());
    ModuleDescriptor module =
        ModuleDescriptor.read(
            ByteBuffer.wrap(
                AgentModule.descriptor(code, Set.of("java.xml"), List.of("p", "absent"))));
    assertThat(module.name()).isEqualTo("dev.remora.agent");
    assertThat(module.isOpen()).isTrue();
    assertThat(module.requires())
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder("java.base", "java.xml");
    assertThat(module.exports()).extracting(ModuleDescriptor.Exports::source).containsExactly("p");
    assertThat(module.uses()).containsExactly("java.nio.file.spi.FileSystemProvider");
  }

  private static byte[] serviceUser() throws IOException {
    String name = ServiceUser.class.getName().replace('.', '/') + ".class";
    try (InputStream in = ServiceUser.class.getClassLoader().getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** A class that looks a service up. */
  static final class ServiceUser {
    private ServiceUser() {}

    static Object find() {
      return ServiceLoader.load(FileSystemProvider.class);
    }
  }

  @Test
  void licencesAreCopiedAndANamelessOneRefused() throws Exception {
    Path target = Files.createDirectories(folder.resolve("licences"));
    Path jar =
        jars.bundle("a", Map.of("Bundle-License", "MIT"), "META-INF/LICENSE.txt", "NOTICE", "x");
    new Licences(target).collect(List.of(Part.read(jar)));
    assertThat(target.resolve("a/LICENSE.txt")).hasContent("a");
    assertThat(target.resolve("a/NOTICE")).hasContent("a");
    assertThat(target.resolve("README.txt")).content().contains("a 1.2.3: see a/");
    Path bare = jars.bundle("bare", Map.of());
    assertThatThrownBy(() -> new Licences(target).collect(List.of(Part.read(bare))))
        .hasMessage(bare + " carries no licence (a file LICENSE) and names none (Bundle-License)");
  }
}
