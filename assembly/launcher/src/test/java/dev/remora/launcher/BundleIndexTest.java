// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleIndexTest {
  private static final BundleIndex INDEX =
      new BundleIndex(
          List.of(
              new BundleDescription(BundleDescription.CORE, Map.of("A", "ä"), List.of(), List.of(), ""),
              new BundleDescription(
                  "connect:x",
                  Map.of("Bundle-SymbolicName", "x", "Import-Package", "y"),
                  List.of(new PluginName(PluginKind.EXPORTER, "otlp")),
                  List.of("connect:y"),
                  "a/B.class\n".repeat(10_000))),
          "org.osgi.framework",
          "org.osgi.framework,javax.net");

  private static byte[] written() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    INDEX.write(out);
    return out.toByteArray();
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    assertThat(BundleIndex.read(new ByteArrayInputStream(written()))).isEqualTo(INDEX);
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    byte[] bytes = written();
    bytes[0]++;
    assertThatThrownBy(() -> BundleIndex.read(new ByteArrayInputStream(bytes)))
        .hasMessage("bundle index of version 2, expected 1");
  }

  @Test
  void aTornIndexIsRefused() throws IOException {
    byte[] half = Arrays.copyOf(written(), 100);
    assertThatThrownBy(() -> BundleIndex.read(new ByteArrayInputStream(half)))
        .isInstanceOf(EOFException.class);
  }
}
