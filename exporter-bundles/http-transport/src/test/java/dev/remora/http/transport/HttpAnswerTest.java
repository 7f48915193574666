// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {
  private static final long NOW = Instant.parse("2026-11-24T12:00:00Z").toEpochMilli();

  private static HttpAnswer answer(String body, String retryAfter) {
    return new HttpAnswer(
        429,
        List.of(new HttpRequest.Header("Retry-After", retryAfter, false)),
        body.getBytes(UTF_8),
        false,
        NOW);
  }

  @ParameterizedTest(name = "Retry-After: {0} means {1}")
  @CsvSource(
      delimiter = ';',
      nullValues = "nothing",
      value = {
        "0; PT0S",
        "7; PT7S",
        "9999999999; PT9999999999S",
        "99999999999999999999; nothing",
        "-1; nothing",
        "1.5; nothing",
        "soon; nothing",
        "''; nothing",
        "Tue, 24 Nov 2026 12:01:30 GMT; PT90S",
        "Tue, 24 Nov 2026 11:00:00 GMT; PT0S",
        "Mon, 24 Nov 2026 12:01:30 GMT; nothing",
        "24 Nov; nothing",
      })
  void whatAServerAsksForIsUnderstoodOrIgnored(String value, String wait) {
    Duration expected = wait == null ? null : Duration.parse(wait);
    assertThat(answer("", value).retryAfter().orElse(null)).isEqualTo(expected);
  }

  @Test
  void whatTheServerSaysIsOneShortLine() {
    HttpRequest request = HttpRequest.post(URI.create("http://h/v1/logs"), "a/b", new byte[0]);
    assertThat(answer("no\r\nsuch\tthing", "").text(request)).isEqualTo("no  such thing");
    assertThat(answer("long ".repeat(1000), "").text(request)).hasSizeLessThanOrEqualTo(200);
    assertThat(answer("\u0000\u0001", "").text(request)).isEmpty();
  }

  @Test
  void secretsThatAServerRepeatsAreNotSeen() {
    HttpRequest request =
        HttpRequest.post(
                URI.create("http://h/intake/0123456789abcdef?token=fedcba9876543210"),
                "text/plain",
                new byte[0])
            .with(List.of(HttpRequest.Header.of("Auth", Secret.of("Bearer tok-12345678"))));
    String said =
        answer(
                "Bearer tok-12345678, tok-12345678, /intake/0123456789abcdef, 0123456789abcdef,"
                    + " fedcba9876543210, text/plain",
                "")
            .text(request);
    assertThat(said)
        .doesNotContain("tok-12345678", "0123456789abcdef", "fedcba9876543210")
        .contains("text/plain", Secret.HIDDEN);
  }

  @Test
  void nothingShowsWhatItHolds() {
    HttpRequest request =
        HttpRequest.post(
                URI.create("https://h/secret-path?secret-query"),
                "a/b",
                "secret-body".getBytes(UTF_8))
            .with(List.of(HttpRequest.Header.of("Key", Secret.of("secret-value"))));
    assertThat(request).hasToString("POST https://h:443");
    assertThat(request.headers().toString()).doesNotContain("secret");
    assertThat(answer("secret-body", "")).hasToString("status 429");
    assertThat(ProxyServer.parse("http://u:secret@p").toString()).doesNotContain("secret");
  }
}
