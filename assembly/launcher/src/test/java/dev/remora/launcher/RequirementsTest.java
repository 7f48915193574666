// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import static dev.remora.launcher.Bundles.exporter;
import static dev.remora.launcher.Bundles.jar;
import static dev.remora.launcher.Bundles.sampler;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  private static final BundleDescription TRANSPORT =
      new BundleDescription(
          "connect:http-transport",
          Map.of("Export-Package", "dev.remora.http;version=\"1.0\""),
          List.of(),
          List.of(),
          "");

  @Test
  void aBuiltInBundleBringsWhatTheIndexSays() {
    BundleDescription otlp = exporter("otlp", "connect:http-transport");
    assertThat(
            Requirements.withNeeded(List.of(otlp), List.of(sampler("cpu"), otlp, TRANSPORT)))
        .containsExactly(otlp, TRANSPORT);
  }

  @Test
  void aJarBringsTheBundlesWhosePackagesItImportsAndTheirsToo() {
    BundleDescription base = jar("base", Map.of("Export-Package", "base"));
    BundleDescription library =
        jar("library", Map.of("Export-Package", "library", "Import-Package", "base"));
    BundleDescription plugin =
        jar("plugin", Map.of("Import-Package", "dev.remora.http;version=\"[1,2)\",library"));
    assertThat(
            Requirements.withNeeded(List.of(plugin), List.of(base, library, plugin, TRANSPORT)))
        .containsExactlyInAnyOrder(plugin, library, base, TRANSPORT);
  }

  @Test
  void whatIsOptionalIsNotBrought() {
    BundleDescription plugin =
        jar("plugin", Map.of("Import-Package", "dev.remora.http;resolution:=optional"));
    assertThat(Requirements.withNeeded(List.of(plugin), List.of(TRANSPORT, plugin)))
        .containsExactly(plugin);
  }

  @Test
  void requiredBundlesAndCapabilitiesAreBrought() {
    BundleDescription named = jar("named", Map.of("Bundle-SymbolicName", "named;singleton:=true"));
    BundleDescription capable = jar("capable", Map.of("Provide-Capability", "queue;size:Long=1"));
    BundleDescription plugin =
        jar("p", Map.of("Require-Bundle", "named", "Require-Capability", "queue"));
    assertThat(Requirements.withNeeded(List.of(plugin), List.of(named, capable, plugin)))
        .containsExactlyInAnyOrder(plugin, named, capable);
  }

  @Test
  void bundlesThatNeedEachOtherAreBroughtOnce() {
    BundleDescription one = jar("one", Map.of("Export-Package", "one", "Import-Package", "two"));
    BundleDescription two = jar("two", Map.of("Export-Package", "two", "Import-Package", "one"));
    assertThat(Requirements.withNeeded(List.of(one), List.of(one, two))).containsExactly(one, two);
  }
}
