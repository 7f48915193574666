// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.api.host.AgentHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

class LauncherTest {
  private static final String SYSTEM_PACKAGES = "org.osgi.framework;version=\"1.10\"";

  @TempDir private Path folder;
  private final ByteArrayOutputStream words = new ByteArrayOutputStream();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  private static BundleDescription connected(
      String name, Class<?> activator, List<PluginName> plugins, String imports) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Bundle-ManifestVersion", "2");
    headers.put("Bundle-SymbolicName", name);
    headers.put("Bundle-Activator", activator.getName());
    headers.put("Import-Package", imports);
    headers.put("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\"");
    if (name.endsWith("core")) {
      headers.put("Export-Package", "dev.remora.api.host;version=\"1.0.0\"");
    }
    return new BundleDescription("connect:" + name, headers, plugins, List.of(), "");
  }

  private static BundleDescription core() {
    return connected("dev.remora.core", DummyCore.class, List.of(), "org.osgi.framework");
  }

  private static BundleDescription sampler(String name, String imports) {
    return connected(
        "sampler." + name,
        DummyPlugin.class,
        List.of(new PluginName(PluginKind.SAMPLER, name)),
        imports);
  }

  private Framework start(List<BundleDescription> bundles) throws Exception {
    environment.putIfAbsent("REMORA_DIRECTORY", folder.resolve("tmp").toString());
    AgentHost host = new AgentHost(environment, null, words, () -> {}, Path.of("/proc"));
    BundleIndex index = new BundleIndex(bundles, SYSTEM_PACKAGES, SYSTEM_PACKAGES + ",javax.net");
    File plugins = folder.resolve("plugins").toFile();
    return new Launcher(
            host,
            index,
            getClass().getClassLoader(),
            List.of(plugins),
            new LauncherLog(new PrintStream(lines, true)))
        .start();
  }

  private void jar(String name, String headers) throws IOException {
    Manifest manifest = new Manifest();
    try (InputStream in =
        new ByteArrayInputStream(("Manifest-Version: 1.0\n" + headers).getBytes())) {
      manifest.read(in);
    }
    Files.createDirectories(folder.resolve("plugins"));
    try (JarOutputStream out =
        new JarOutputStream(Files.newOutputStream(folder.resolve("plugins/" + name)), manifest)) {
      out.putNextEntry(new JarEntry("x.txt"));
    }
  }

  private static String foreign(String name, String imports) {
    return "Bundle-ManifestVersion: 2\nBundle-SymbolicName: " + name + "\nImport-Package: " + imports
        + "\nProvide-Capability: dev.remora.sampler;dev.remora.sampler=" + name + ";class=x.Y\n";
  }

  private static Bundle bundle(Framework framework, String name) {
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (name.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    return null;
  }

  @Test
  void theCoreIsStartedBehindTheChosenPluginsAndFindsItsHost() throws Exception {
    environment.put("REMORA_SAMPLERS", "cpu");
    Framework framework =
        start(List.of(core(), sampler("cpu", "org.osgi.framework"), sampler("other", "nowhere")));
    try {
      assertThat(words.toString()).isEqualTo("active [sampler.cpu] samplers [cpu]\n");
      assertThat(bundle(framework, "sampler.other")).isNull();
      assertThat(lines.toString()).isEmpty();
    } finally {
      framework.stop();
      framework.waitForStop(5000);
    }
  }

  @Test
  void aPluginThatCannotBeResolvedCostsOneLine() throws Exception {
    Framework framework =
        start(List.of(core(), sampler("bad", "nowhere"), sampler("good", "org.osgi.framework")));
    try {
      assertThat(words.toString()).startsWith("active [sampler.good]");
      assertThat(lines.toString().lines())
          .singleElement()
          .asString()
          .startsWith("remora: sampler.bad cannot be started; going on without it: BundleException")
          .contains("nowhere");
    } finally {
      framework.stop();
      framework.waitForStop(5000);
    }
  }

  @Test
  void aJarInThePluginFolderIsAnOrdinaryBundleWithAllPackagesAtHand() throws Exception {
    jar("mine.jar", foreign("mine", "javax.net,dev.remora.api.host"));
    Framework framework = start(List.of(core()));
    try {
      assertThat(lines.toString()).isEmpty();
      Bundle mine = bundle(framework, "mine");
      assertThat(mine.getState()).isEqualTo(Bundle.ACTIVE);
      assertThat(mine.getEntry("x.txt")).isNotNull();
      assertThat(mine.loadClass("dev.remora.api.host.AgentHost")).isSameAs(AgentHost.class);
      assertThat(words.toString()).contains("samplers [mine]");
    } finally {
      framework.stop();
      framework.waitForStop(5000);
    }
  }

  @Test
  void jarsThatAreNoBundlesOrNoJarsCostOneLineEach() throws Exception {
    jar("plain.jar", "A: b\n");
    Files.writeString(folder.resolve("plugins/torn.jar"), "no zip");
    Files.writeString(folder.resolve("plugins/README.md"), "no jar");
    Framework framework = start(List.of(core()));
    try {
      assertThat(lines.toString().lines())
          .hasSize(2)
          .anyMatch(line -> line.contains("plain.jar is no OSGi bundle"))
          .anyMatch(line -> line.contains("torn.jar cannot be read"));
    } finally {
      framework.stop();
      framework.waitForStop(5000);
    }
  }

  @Test
  void whatAFormerFrameworkLeftIsNoLongerThere() throws Exception {
    Framework first = start(List.of(core(), sampler("cpu", "org.osgi.framework")));
    first.stop();
    first.waitForStop(5000);
    environment.put("REMORA_SAMPLERS", "none");
    Framework second = start(List.of(core(), sampler("cpu", "org.osgi.framework")));
    try {
      assertThat(bundle(second, "sampler.cpu")).isNull();
    } finally {
      second.stop();
      second.waitForStop(5000);
    }
  }

  @Test
  void theFolderOfTheAgentIsTheOwnersAlone() throws Exception {
    Framework framework = start(List.of(core()));
    framework.stop();
    framework.waitForStop(5000);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("tmp"))))
        .isEqualTo("rwx------");
  }

  @Test
  void withoutAFolderToWriteToTheReasonIsSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    environment.put("REMORA_DIRECTORY", file.toString());
    assertThatThrownBy(() -> start(List.of(core())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the agent needs a folder to write to and cannot make " + file);
  }

  @Test
  void aFailureIsOneLineWithItsCauses() {
    new LauncherLog(new PrintStream(lines, true))
        .failure("it broke", new IOException("a\nb", new IllegalStateException()));
    assertThat(lines.toString()).isEqualTo("remora: it broke: IOException a b: IllegalStateException\n");
  }
}
