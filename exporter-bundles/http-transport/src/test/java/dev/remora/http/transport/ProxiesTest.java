// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.api.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private static final ProxyServer SECURE = ProxyServer.parse("http://secure.proxy:1");
  private static final ProxyServer PLAIN = ProxyServer.parse("plain.proxy:2");

  private static ProxyServer to(String uri, String without) {
    return new Proxies(SECURE, PLAIN, without).to(URI.create(uri)).orElse(null);
  }

  @Test
  void eachSchemeHasItsOwnProxy() {
    assertThat(to("https://vendor.example/", "")).isEqualTo(SECURE);
    assertThat(to("http://vendor.example/", "")).isEqualTo(PLAIN);
    assertThat(new Proxies(null, PLAIN, "").to(URI.create("https://a.example/"))).isEmpty();
  }

  @ParameterizedTest(name = "{0} without [{1}]: direct {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "https://vendor.example; vendor.example; true",
        "https://in.vendor.example; vendor.example; true",
        "https://in.vendor.example; .vendor.example; true",
        "https://othervendor.example; vendor.example; false",
        "https://VENDOR.example; a.example, Vendor.Example; true",
        "https://vendor.example; *; true",
        "https://vendor.example; vendor.example:443; true",
        "https://vendor.example:8443; vendor.example:443; false",
        "https://vendor.example; example.vendor; false",
        "https://10.1.2.3; 10.0.0.0/8; true",
        "https://11.1.2.3; 10.0.0.0/8; false",
        "https://10.1.2.3; 10.1.2.3; true",
        "https://10.1.2.3; 10.1.2.3/x; false",
        "https://10.1.2.3; 10.0.0.0/99; false",
        "https://[fd00::1]; fd00::/8; true",
        "https://[fd00::1]; [fd00::1]; true",
        "https://[fd00::1]:4318; [fd00::1]:4318; true",
        "https://[fd00::1]:4319; [fd00::1]:4318; false",
        "https://10.1.2.3; fd00::/8; false",
        "https://localhost:4318; none.example; true",
        "https://127.0.0.5; none.example; true",
        "https://[::1]; none.example; true",
        "https://vendor.example; ,,; false",
      })
  void whatIsReachedWithoutProxy(String uri, String without, boolean direct) {
    assertThat(to(uri, without) == null).isEqualTo(direct);
  }

  @Test
  void aProxyMayHaveALogin() {
    assertThat(ProxyServer.parse("http://me%40home:p%3Aw+1@[fd00::1]:3128"))
        .isEqualTo(new ProxyServer("[fd00::1]", 3128, "me@home", Secret.of("p:w+1")));
    assertThat(ProxyServer.parse("proxy").port()).isEqualTo(80);
    assertThat(ProxyServer.parse("http://me:pw@proxy:1").toString()).doesNotContain("pw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://pw@proxy:1", "socks5://pw@proxy", "http://pw@", "http://pw x"})
  void whatIsNoHttpProxyIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> ProxyServer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("pw")
        .hasNoCause();
  }
}
