// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectedHeadersTest {

  private static String header(String name, String value) {
    return ConnectedHeaders.of(Map.of(name, value)).get(name);
  }

  @Test
  void whatNobodyReadsAtTheStartIsLeftOut() {
    assertThat(
            ConnectedHeaders.of(
                Map.of(
                    "Bundle-SymbolicName", "a.b", "Bundle-License", "x", "Created-By", "somebody")))
        .containsExactly(Map.entry("Bundle-SymbolicName", "a.b"));
  }

  @Test
  void anExportKeepsItsVersionAndLosesItsUses() {
    assertThat(header("Export-Package", "a;version=\"1.0\";uses:=\"b,c\",b;version=\"2.0\""))
        .isEqualTo("a;version=\"1.0\",b;version=\"2.0\"");
  }

  @Test
  void anImportOfAnOwnExportIsLeftOut() {
    Map<String, String> slim =
        ConnectedHeaders.of(
            Map.of(
                "Export-Package", "a;version=\"1.0\"",
                "Import-Package", "a;version=\"[1,2)\",b;version=\"[2,3)\";resolution:=optional"));

    assertThat(slim.get("Import-Package")).isEqualTo("b;resolution:=\"optional\"");
  }

  @Test
  void theExecutionEnvironmentIsSettledAndOtherRequirementsStay() {
    assertThat(
            header(
                "Require-Capability",
                "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\",x.y;filter:=\"(x.y=\\\"1\\\")\""))
        .isEqualTo("x.y;filter:=\"(x.y=\\\"1\\\")\"");
    assertThat(header("Require-Capability", "osgi.ee;filter:=\"(version=25)\"")).isNull();
  }

  @Test
  void capabilitiesStayAsTheyAre() {
    String plugin = "remora.sampler;remora.sampler=\"cpu\";class=\"a.B\";sizes:List<Long>=\"1,2\"";

    assertThat(header("Provide-Capability", plugin)).isEqualTo(plugin);
  }
}
