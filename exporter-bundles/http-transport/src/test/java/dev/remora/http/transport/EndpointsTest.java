// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {

  @ParameterizedTest(name = "{0} is shown as {1}")
  @CsvSource({
    "http://h, http://h:80",
    " https://h.example/key/v1 , https://h.example:443",
    "HTTPS://h:4318/?k=v, HTTPS://h:4318",
    "http://[::1]:4318, http://[::1]:4318",
  })
  void addressesAreReadAndShownWithoutPathAndQuery(String text, String shown) {
    assertThat(Endpoints.shown(Endpoints.parse(text))).isEqualTo(shown);
  }

  @ParameterizedTest(name = "{0}: expected {1}")
  @CsvSource({
    "h:4318, begins with http",
    "ftp://h, begins with http",
    "/v1/metrics, begins with http",
    "http://, an address such as",
    "https:///v1, a host name",
    "http://under_score, a host name",
    "http://h:0, a port",
    "http://h:70000, a port",
    "http://u:p@h, use a header",
    "http://h h, an address such as",
  })
  void whatIsNoAddressIsAnsweredWithWhatWasExpected(String text, String expected) {
    assertThatThrownBy(() -> Endpoints.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void thePortIsThatOfTheScheme() {
    assertThat(Endpoints.port(URI.create("https://h"))).isEqualTo(443);
    assertThat(Endpoints.port(URI.create("http://h:81"))).isEqualTo(81);
  }
}
