// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import static org.assertj.core.api.Assertions.assertThat;


import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestHeaderTest {

  @Test
  void aMissingOrEmptyHeaderHasNoClauses() {
    assertThat(ManifestHeader.parse(null)).isEmpty();
    assertThat(ManifestHeader.parse("  ")).isEmpty();
  }

  @Test
  void pathsAttributesAndDirectivesAreToldApart() {
    List<ManifestHeader.Clause> clauses =
        ManifestHeader.parse(
            "a.b;c.d;version=\"1.2\";uses:=\"x.y,z\", e;resolution:=optional;size:Long=\"3\"");
    assertThat(clauses).hasSize(2);
    assertThat(clauses.getFirst().paths()).containsExactly("a.b", "c.d");
    assertThat(clauses.getFirst().attributes()).containsOnlyKeys("version").containsValue("1.2");
    assertThat(clauses.getFirst().directives()).containsEntry("uses", "x.y,z");
    assertThat(clauses.getFirst().optional()).isFalse();
    assertThat(clauses.getLast().paths()).containsExactly("e");
    assertThat(clauses.getLast().attributes()).containsEntry("size", "3");
    assertThat(clauses.getLast().optional()).isTrue();
  }

  @Test
  void commasSemicolonsAndEscapedQuotesInsideQuotesBelongToTheValue() {
    List<ManifestHeader.Clause> clauses =
        ManifestHeader.parse(
            "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\",n;v:List<Version>=\"1,2\";t=\"a\\\"b;c\"");
    assertThat(clauses).hasSize(2);
    assertThat(clauses.getFirst().directives())
        .containsEntry("filter", "(&(osgi.ee=JavaSE)(version=25))");
    assertThat(clauses.getLast().attributes()).containsEntry("v", "1,2").containsEntry("t", "a\"b;c");
  }

  @Test
  void spacesAroundSeparatorsDoNotCount() {
    ManifestHeader.Clause clause = ManifestHeader.parse("a ; version = \"1\" ; x := y ").getFirst();
    assertThat(clause.paths()).containsExactly("a");
    assertThat(clause.attributes()).containsEntry("version", "1");
    assertThat(clause.directives()).containsEntry("x", "y");
  }

  /** The generated header of a real plugin, as the build writes it. */
  @Test
  void aCapabilityOfAPluginIsFound() {
    BundleDescription bundle =
        BundleDescription.of(
            "connect:x",
            Map.of(
                "Provide-Capability",
                "dev.remora.sampler;dev.remora.sampler=cpu;class=\"dev.remora.sampler.cpu.CpuSampler\","
                    + "dev.remora.exporter;dev.remora.exporter:String=\"otlp\";class=\"a.B\","
                    + "other;dev.remora.sampler=\"no\""));
    assertThat(bundle.plugins())
        .containsExactly(
            new PluginName(PluginKind.SAMPLER, "cpu"), new PluginName(PluginKind.EXPORTER, "otlp"));
  }
}
