// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import static dev.remora.launcher.Bundles.exporter;
import static dev.remora.launcher.Bundles.plugin;
import static dev.remora.launcher.Bundles.sampler;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleSelectionTest {
  private static final List<BundleDescription> LAYER =
      List.of(
          sampler("cpu"),
          sampler("memory"),
          sampler("network"),
          exporter("file"),
          exporter("http"),
          exporter("otlp"));

  private static BundleSelection select(Map<String, String> environment) {
    return BundleSelection.of(environment, LAYER);
  }

  @Test
  void withoutAnyVariableEverySamplerAndTheFileExporterAreChosen() {
    BundleSelection selection = select(Map.of());
    assertThat(selection.samplers()).containsExactly("cpu", "memory", "network");
    assertThat(selection.exporters()).containsExactly("file");
    assertThat(selection.bundles())
        .extracting(BundleDescription::location)
        .containsExactly(
            "connect:sampler.cpu",
            "connect:sampler.memory",
            "connect:sampler.network",
            "connect:exporter.file");
    assertThat(selection.warnings()).isEmpty();
  }

  @Test
  void anEmptyVariableIsAnUnsetOne() {
    BundleSelection selection = select(Map.of("REMORA_SAMPLERS", " ", "REMORA_EXPORTERS", ""));
    assertThat(selection.samplers()).hasSize(3);
    assertThat(selection.exporters()).containsExactly("file");
  }

  @Test
  void exactlyTheNamedOnesAreChosenEachOnce() {
    BundleSelection selection =
        select(Map.of("REMORA_SAMPLERS", " network , cpu,,cpu", "REMORA_EXPORTERS", "otlp,file"));
    assertThat(selection.samplers()).containsExactly("network", "cpu");
    assertThat(selection.exporters()).containsExactly("otlp", "file");
    assertThat(selection.bundles()).hasSize(4);
    assertThat(selection.warnings()).isEmpty();
  }

  @Test
  void noneSwitchesOff() {
    BundleSelection selection =
        select(Map.of("REMORA_SAMPLERS", "none", "REMORA_EXPORTERS", "none"));
    assertThat(selection.bundles()).isEmpty();
    assertThat(selection.warnings()).isEmpty();
  }

  @Test
  void noneBesideOtherNamesIsSaidAndIgnored() {
    BundleSelection selection = select(Map.of("REMORA_SAMPLERS", "none,cpu"));
    assertThat(selection.samplers()).containsExactly("cpu");
    assertThat(selection.warnings())
        .containsExactly(
            "REMORA_SAMPLERS=none,cpu: \"none\" only counts alone and is ignored beside other"
                + " names");
  }

  @Test
  void aWrongNameIsOneLineWithTheKnownNamesAndTheNearest() {
    BundleSelection selection = select(Map.of("REMORA_SAMPLERS", "cpu,memroy"));
    assertThat(selection.samplers()).containsExactly("cpu");
    assertThat(selection.warnings())
        .containsExactly(
            "REMORA_SAMPLERS=cpu,memroy: there is no sampler \"memroy\" in this layer; it has cpu,"
                + " memory, network (nearest: memory); going on without it");
  }

  @Test
  void aNameInALayerWithoutAnySuchPluginIsSaidToo() {
    BundleSelection selection =
        BundleSelection.of(Map.of("REMORA_EXPORTERS", "file"), List.of(sampler("cpu")));
    assertThat(selection.exporters()).isEmpty();
    assertThat(selection.warnings())
        .containsExactly(
            "REMORA_EXPORTERS=file: there is no exporter \"file\" in this layer; it has none; going"
                + " on without it");
  }

  @Test
  void namesAreExactAlsoInTheirCase() {
    assertThat(select(Map.of("REMORA_SAMPLERS", "CPU")).samplers()).isEmpty();
  }

  @Test
  void eachOtlpEndpointChoosesOtlpAndNotTheFile() {
    for (String variable :
        List.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
            "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
            "REMORA_OTLP_ENDPOINT",
            "REMORA_OTLP_METRICS_ENDPOINT",
            "REMORA_OTLP_LOGS_ENDPOINT")) {
      assertThat(select(Map.of(variable, "http://x")).exporters()).containsExactly("otlp");
    }
  }

  @Test
  void anHttpUrlChoosesHttpAndBothMayBeSet() {
    assertThat(select(Map.of("REMORA_HTTP_URL", "https://x")).exporters()).containsExactly("http");
    assertThat(
            select(Map.of("REMORA_HTTP_URL", "https://x", "REMORA_OTLP_ENDPOINT", "http://y"))
                .exporters())
        .containsExactly("otlp", "http");
  }

  @Test
  void anEndpointWithoutItsExporterIsSaidAndTheFileIsTaken() {
    BundleSelection selection =
        BundleSelection.of(
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"), List.of(exporter("file")));
    assertThat(selection.exporters()).containsExactly("file");
    assertThat(selection.warnings())
        .containsExactly(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the exporter \"otlp\" is not in this layer;"
                + " going on without it");
  }

  @Test
  void namesChosenByHandWinOverEndpoints() {
    assertThat(
            select(Map.of("REMORA_EXPORTERS", "file", "REMORA_OTLP_ENDPOINT", "http://x"))
                .exporters())
        .containsExactly("file");
  }

  @Test
  void ofTwoPluginsWithOneNameTheFirstIsTakenAndTheOtherNamed() {
    List<BundleDescription> layer = new ArrayList<>(LAYER);
    layer.add(plugin(PluginKind.SAMPLER, "cpu", "reference:file:/other.jar"));
    BundleSelection selection = BundleSelection.of(Map.of("REMORA_SAMPLERS", "cpu"), layer);
    assertThat(selection.bundles())
        .extracting(BundleDescription::location)
        .containsExactly("connect:sampler.cpu", "connect:exporter.file");
    assertThat(selection.warnings())
        .containsExactly(
            "two bundles declare the sampler \"cpu\"; the first is used, not"
                + " reference:file:/other.jar");
  }

  @Test
  void aSamplerAndAnExporterMayHaveTheSameName() {
    BundleSelection selection =
        BundleSelection.of(
            Map.of("REMORA_SAMPLERS", "x", "REMORA_EXPORTERS", "x"),
            List.of(sampler("x"), exporter("x")));
    assertThat(selection.bundles()).hasSize(2);
    assertThat(selection.warnings()).isEmpty();
  }

  @Test
  void distanceCountsInsertionsDeletionsAndReplacements() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "cpu")).isEqualTo(3);
    assertThat(NearestName.distance("cpu", "cpu")).isZero();
    assertThat(NearestName.of("net", List.of("cpu", "network"))).isEqualTo("cpu");
    assertThat(NearestName.of("netwrk", List.of("cpu", "network"))).isEqualTo("network");
    assertThat(NearestName.of("x", List.of())).isNull();
  }
}
