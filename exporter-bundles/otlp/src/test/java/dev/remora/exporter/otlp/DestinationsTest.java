// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.http.transport.HttpRequest;
import dev.remora.testkit.FakePluginContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from the environment, and what is said about it. */
class DestinationsTest {
  @TempDir private Path folder;
  private final FakePluginContext context = new FakePluginContext("otlp");

  private Destinations read() {
    return Destinations.read(context);
  }

  private Destinations read(String variable, String value) {
    context.with(variable, value);
    return read();
  }

  private String onlyLine() {
    assertThat(context.lines()).hasSize(1);
    return context.lines().getFirst();
  }

  @Test
  void withoutAnythingTheCollectorOnThisMachineGetsBoth() {
    Destinations read = read();
    assertThat(read.metrics().uri()).hasToString("http://localhost:4318/v1/metrics");
    assertThat(read.logs().uri()).hasToString("http://localhost:4318/v1/logs");
    assertThat(read.metrics().wanted()).isTrue();
    assertThat(read.metrics().json()).isFalse();
    assertThat(read.metrics().gzip()).isTrue();
    assertThat(read.metrics().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(read.metrics().headers()).hasSize(1);
    assertThat(read.metrics().transport()).isSameAs(read.logs().transport());
    assertThat(context.lines()).isEmpty();
  }

  @ParameterizedTest(name = "{0} is the base of {1}")
  @CsvSource({
    "https://h, https://h/v1/metrics",
    "https://h/, https://h/v1/metrics",
    "http://h:4318/x, http://h:4318/x/v1/metrics",
    "http://h:4318/x/, http://h:4318/x/v1/metrics",
  })
  void toABaseAddressThePathIsAppended(String base, String address) {
    assertThat(read("OTEL_EXPORTER_OTLP_ENDPOINT", base).metrics().uri()).hasToString(address);
    assertThat(read("REMORA_OTLP_ENDPOINT", base).metrics().uri()).hasToString(address);
  }

  @Test
  void theAddressOfASignalIsUsedAsItIs() {
    context.with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://general");
    context.with("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://metrics/odd?x=1");
    assertThat(read().metrics().uri()).hasToString("http://metrics/odd?x=1");
    assertThat(read().logs().uri()).hasToString("http://general/v1/logs");
    context.with("REMORA_OTLP_ENDPOINT", "http://own");
    assertThat(read().metrics().uri()).hasToString("http://own/v1/metrics");
    context.with("REMORA_OTLP_METRICS_ENDPOINT", "http://own-metrics");
    assertThat(read().metrics().uri()).hasToString("http://own-metrics");
    assertThat(read().logs().uri()).hasToString("http://own/v1/logs");
    assertThat(read().logs().variable()).isEqualTo("REMORA_OTLP_ENDPOINT");
  }

  @Test
  void aSignalWithoutEndpointIsLeftOutWhenTheOtherHasOne() {
    Destinations read = read("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://metrics");
    assertThat(read.metrics().wanted()).isTrue();
    assertThat(read.logs().wanted()).isFalse();
    assertThat(onlyLine()).contains("no logs are exported", "REMORA_OTLP_ENDPOINT");
  }

  @ParameterizedTest(name = "{0}: expected {1}")
  @CsvSource({
    "localhost:4318, begins with http",
    "grpc://h:4317, begins with http",
    "https://h/?key=hidden-key, without",
    "https://user:hidden-key@h, use a header",
    "https://h h, an address such as",
  })
  void anAddressThatCannotBeUsedIsSaidByItsVariable(String address, String expected) {
    Destination metrics = read("OTEL_EXPORTER_OTLP_ENDPOINT", address).metrics();
    assertThat(metrics.usable()).isFalse();
    assertThat(metrics.problem())
        .contains("OTEL_EXPORTER_OTLP_ENDPOINT", expected, "nothing is sent")
        .doesNotContain("hidden-key", "\n");
  }

  @Test
  void thePortOfGrpcIsSaidOnce() {
    assertThat(read("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:4317").metrics().usable()).isTrue();
    assertThat(onlyLine()).contains("OTEL_EXPORTER_OTLP_ENDPOINT", "4317", "gRPC", "4318");
  }

  @Test
  void grpcIsSaidAndNotFollowed() {
    assertThat(read("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc").metrics().json()).isFalse();
    assertThat(onlyLine()).contains("OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "http/protobuf, http/json");
  }

  @ParameterizedTest(name = "{0} with the API at {1}")
  @CsvSource({
    "http://127.0.0.1:9001, 127.0.0.1:9001",
    "http://localhost:9001, 127.0.0.1:9001",
    "http://sandbox.localdomain:9001/, 127.0.0.1:9001",
    "http://[::1]:9001, sandbox:9001",
    "http://169.254.100.1:9001, 169.254.100.1:9001",
  })
  void lambdasOwnApiIsNoReceiver(String endpoint, String api) {
    context.with("AWS_LAMBDA_RUNTIME_API", api);
    Destination metrics = read("REMORA_OTLP_ENDPOINT", endpoint).metrics();
    assertThat(metrics.usable()).isFalse();
    assertThat(metrics.problem()).contains("REMORA_OTLP_ENDPOINT", "Lambda's own API");
    assertThat(read("REMORA_OTLP_ENDPOINT", "http://localhost:4318").metrics().usable()).isTrue();
    assertThat(read("REMORA_OTLP_ENDPOINT", "http://vendor:9001").metrics().usable()).isTrue();
  }

  private static String header(Destination to, String name) {
    for (HttpRequest.Header header : to.headers()) {
      if (header.name().equals(name)) {
        return header.value();
      }
    }
    return null;
  }

  @Test
  void headersAreDecodedAndAPlusStaysAPlus() {
    Destination metrics =
        read(
                "OTEL_EXPORTER_OTLP_HEADERS",
                " api-key = a+b/c== ,x=1%2C2%20%C3%A4,,Authorization=Basic QWxh==,p=100%,e=")
            .metrics();
    assertThat(header(metrics, "api-key")).isEqualTo("a+b/c==");
    assertThat(header(metrics, "x")).isEqualTo("1,2 ä");
    assertThat(header(metrics, "Authorization")).isEqualTo("Basic QWxh==");
    assertThat(header(metrics, "p")).isEqualTo("100%");
    assertThat(header(metrics, "e")).isEmpty();
    assertThat(header(metrics, "User-Agent")).startsWith("Remora/");
    assertThat(context.lines()).isEmpty();
    assertThat(metrics.toString()).doesNotContain("a+b/c==", "QWxh");
  }

  @Test
  void headersOfASignalReplaceTheGeneralOnesAndOursReplaceBoth() {
    context.with("OTEL_EXPORTER_OTLP_HEADERS", "general=1");
    context.with("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "logs=1");
    assertThat(header(read().logs(), "general")).isNull();
    assertThat(header(read().logs(), "logs")).isEqualTo("1");
    assertThat(header(read().metrics(), "general")).isEqualTo("1");
    context.with("REMORA_OTLP_HEADERS", "own=1,user-agent=mine");
    assertThat(header(read().logs(), "logs")).isNull();
    assertThat(header(read().logs(), "own")).isEqualTo("1");
    assertThat(header(read().logs(), "User-Agent")).isNull();
  }

  @Test
  void headersMayStandInAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("headers"), "api-key=from-file\n");
    Destination metrics = read("REMORA_OTLP_HEADERS_FILE", file.toString()).metrics();
    assertThat(header(metrics, "api-key")).isEqualTo("from-file");
  }

  @ParameterizedTest(name = "[{0}]: expected {1}")
  @CsvSource({
    "my-secret-key, name=value",
    "=my-secret-key, name=value",
    "api key=my-secret-key, name=value",
    "Authorization: Bearer=my-secret-key, name=value",
    "k=my-secret-key%0d%0aX: y, without line ends",
    "Content-Type=my-secret-key, no header that says how",
  })
  void anEntryThatIsNoHeaderIsLeftOutWithoutRepeatingIt(String entry, String expected) {
    Destination metrics = read("OTEL_EXPORTER_OTLP_HEADERS", "good=1," + entry).metrics();
    assertThat(header(metrics, "good")).isEqualTo("1");
    assertThat(metrics.headers()).hasSize(2);
    assertThat(onlyLine())
        .contains("OTEL_EXPORTER_OTLP_HEADERS, entry 2", expected)
        .doesNotContain("secret");
  }

  @Test
  void timeOutsAreOursOrMilliseconds() {
    context.with("OTEL_EXPORTER_OTLP_TIMEOUT", "3000");
    context.with("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "0");
    assertThat(read().metrics().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read().logs().timeout()).isZero();
    context.with("REMORA_OTLP_TIMEOUT", "1s");
    assertThat(read().logs().timeout()).isEqualTo(Duration.ofSeconds(1));
    context.with("REMORA_OTLP_TIMEOUT", "");
    assertThat(read("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "-5").metrics().timeout())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(onlyLine()).contains("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=-5", "milliseconds");
  }

  @Test
  void encodingAndCompressionAreReadInAnyCase() {
    context.with("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "HTTP/JSON");
    context.with("OTEL_EXPORTER_OTLP_COMPRESSION", "None");
    assertThat(read().metrics().json()).isTrue();
    assertThat(read().logs().json()).isFalse();
    assertThat(read().logs().gzip()).isFalse();
  }

  @Test
  void oneSignalMayBeLeftOut() {
    Destinations read = read("REMORA_OTLP_SIGNALS", "Metrics");
    assertThat(read.metrics().wanted()).isTrue();
    assertThat(read.logs().wanted()).isFalse();
    read("REMORA_OTLP_SIGNALS", "metrics,traces");
    assertThat(onlyLine()).contains("REMORA_OTLP_SIGNALS", "traces");
  }

  @Test
  void eachSignalMayHaveItsOwnCertificate() {
    context.with("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", "/logs.pem");
    assertThat(read().metrics().transport()).isNotSameAs(read().logs().transport());
  }

  @Test
  void halfAClientCertificateIsSaidOnce() {
    read("OTEL_EXPORTER_OTLP_CLIENT_KEY", "/key.pem");
    assertThat(onlyLine()).contains("OTEL_EXPORTER_OTLP_CLIENT_KEY", "expected both");
  }
}
