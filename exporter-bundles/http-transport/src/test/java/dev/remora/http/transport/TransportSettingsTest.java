// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.ReadmeTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportSettingsTest {
  @TempDir private Path folder;
  private final FakePluginContext context = new FakePluginContext("x");

  private TransportOptions read(String... prefixes) {
    return TransportSettings.read(context, prefixes);
  }

  @Test
  void nothingIsNeeded() {
    assertThat(read()).isEqualTo(TransportOptions.defaults());
    assertThat(context.lines()).isEmpty();
  }

  @Test
  void ourOwnVariablesGoBeforeThoseOfAStandard() {
    context
        .with("STANDARD_CERTIFICATE", "/standard")
        .with("STANDARD_METRICS_CERTIFICATE", "/metrics")
        .with("STANDARD_CLIENT_KEY", "/key")
        .with("REMORA_X_CLIENT_CERTIFICATE", "/chain")
        .with("REMORA_X_CONNECT_TIMEOUT", "7s");
    assertThat(read("STANDARD_METRICS_", "STANDARD_"))
        .isEqualTo(
            new TransportOptions(
                Duration.ofSeconds(7), Proxies.NONE, "/metrics", "/chain", "/key"));
    context.with("REMORA_X_CERTIFICATE", "/own");
    assertThat(read("STANDARD_METRICS_", "STANDARD_").certificate()).isEqualTo("/own");
  }

  @Test
  void halfAClientCertificateIsOneLineAndNone() {
    context.with("REMORA_X_CLIENT_KEY", "/key");
    assertThat(read().clientKey()).isEmpty();
    assertThat(context.lines())
        .singleElement()
        .asString()
        .contains("REMORA_X_CLIENT_KEY is set without REMORA_X_CLIENT_CERTIFICATE", "without a");
  }

  @Test
  void proxiesComeFromWhereEverybodySetsThem() {
    context
        .with("https_proxy", "http://lower:1")
        .with("HTTP_PROXY", "upper:2")
        .with("NO_PROXY", "direct.example");
    Proxies proxies = read().proxies();
    assertThat(proxies.secure().host()).isEqualTo("lower");
    assertThat(proxies.plain().host()).isEqualTo("upper");
    assertThat(proxies.to(URI.create("https://direct.example"))).isEmpty();
    context.with("REMORA_X_PROXY", "own:3").with("REMORA_X_NO_PROXY", "other.example");
    proxies = read().proxies();
    assertThat(proxies.secure().host()).isEqualTo("own");
    assertThat(proxies.plain().host()).isEqualTo("own");
    assertThat(proxies.to(URI.create("https://direct.example"))).isPresent();
  }

  @Test
  void aProxyThatCannotBeUsedIsOneLineWithoutItsPassword() {
    context.with("HTTPS_PROXY", "socks5://me:secret@proxy");
    assertThat(read().proxies()).isEqualTo(Proxies.NONE);
    assertThat(context.lines())
        .singleElement()
        .asString()
        .contains("HTTPS_PROXY")
        .doesNotContain("secret");
  }

  @Test
  void aProxyMayComeFromAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("proxy"), "http://me:secret@proxy:3128\n");
    context.with("REMORA_X_PROXY_FILE", file.toString());
    assertThat(read().proxies().secure().password().reveal()).isEqualTo("secret");
    assertThat(read().toString()).doesNotContain("secret");
  }

  @Test
  void anExporterSaysWhoItIs() {
    assertThat(TransportSettings.userAgent(context)).matches("Remora/\\d+\\.\\d+\\.\\S+ \\(x\\)");
  }

  @Test
  void theSettingsTableOfTheReadmeIsWhatTheCodeDeclares() throws IOException {
    assertThat(ReadmeTable.under("## Settings", Path.of("README.md")))
        .isEqualTo(ReadmeTable.ofSettings("<plugin>", TransportSettings.all()));
  }
}
