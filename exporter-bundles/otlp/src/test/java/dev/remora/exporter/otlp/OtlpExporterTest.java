// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import static dev.remora.http.transport.testkit.ScriptedServer.answer;
import static dev.remora.http.transport.testkit.ScriptedServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Signal;
import dev.remora.http.transport.testkit.Certificates;
import dev.remora.http.transport.testkit.ScriptedServer;
import dev.remora.http.transport.testkit.ScriptedServer.Received;
import dev.remora.testkit.FakeBatch;
import dev.remora.testkit.FakePluginContext;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exporter against a real server. */
class OtlpExporterTest {
  private static final String KEY = "key-that-nobody-may-see";

  @TempDir private Path folder;
  private final FakePluginContext context = new FakePluginContext("otlp");
  private ScriptedServer server;
  private OtlpExporter exporter;

  @BeforeEach
  void open() throws IOException {
    server = ScriptedServer.plain();
    context.with("REMORA_OTLP_ENDPOINT", server.uri("/base").toString());
    context.with("REMORA_OTLP_HEADERS", "api-key=" + KEY);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    if (exporter != null) {
      exporter.close();
    }
  }

  private ExportResult export(FakeBatch batch, int millis) {
    if (exporter == null) {
      exporter = new OtlpExporter(context, folder);
    }
    return exporter.export(batch, Deadline.in(Duration.ofMillis(millis), System::nanoTime));
  }

  private ExportResult export() {
    return export(Requests.batch(1, 2, 3), 20_000);
  }

  /** All that is ever shown of a result. */
  private static String reason(ExportResult result) {
    String reason = result.toString();
    assertThat(reason).doesNotContain(KEY, "\n");
    return reason;
  }

  @Test
  void theBytesOfTheBufferArriveAsTheyAre() throws Exception {
    FakeBatch batch = Requests.batch(1, 2, 3);
    assertThat(export(batch, 20_000)).isEqualTo(ExportResult.success());
    Received received = server.take();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.target()).isEqualTo("/base/v1/metrics");
    assertThat(received.header("Content-Type")).isEqualTo("application/x-protobuf");
    assertThat(received.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(received.header("Idempotency-Key")).isEqualTo(batch.id().toString());
    assertThat(received.header("User-Agent")).startsWith("Remora/").endsWith(" (otlp)");
    assertThat(received.header("api-key")).isEqualTo(KEY);
    assertThat(received.content()).isEqualTo(batch.protobuf());
    assertThat(Requests.values(received.content())).containsExactly(1L, 2L, 3L);
  }

  @Test
  void logRecordsGoToTheirOwnPath() throws Exception {
    FakeBatch batch = FakeBatch.of(Signal.LOGS, "{}").withProtobuf(Requests.logs("event"));
    assertThat(export(batch, 20_000)).isEqualTo(ExportResult.success());
    Received received = server.take();
    assertThat(received.target()).isEqualTo("/base/v1/logs");
    assertThat(Requests.events(received.content())).containsExactly("event");
  }

  @Test
  void jsonIsSentWhereItIsWanted() throws Exception {
    context.with("REMORA_OTLP_PROTOCOL", "http/json").with("REMORA_OTLP_COMPRESSION", "none");
    String json = "{\"resourceMetrics\":[]}";
    FakeBatch batch = new FakeBatch(Signal.METRICS, Requests.batch(1).id(), "with ids", json);
    server.then(
        answer(
            200,
            "{\"partialSuccess\":{\"rejectedDataPoints\":\"2\",\"errorMessage\":\"old\"}}"
                .getBytes(UTF_8),
            "Content-Type: application/json; charset=utf-8"));
    assertThat(export(batch, 20_000)).isEqualTo(ExportResult.partialSuccess(2, "old"));
    Received received = server.take();
    assertThat(received.header("Content-Type")).isEqualTo("application/json");
    assertThat(received.header("Content-Encoding")).isEmpty();
    assertThat(received.body()).asString(UTF_8).isEqualTo(json);
  }

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource({
    "200, Success",
    "202, Success",
    "204, Success",
    "301, Parked",
    "307, Parked",
    "400, Rejected",
    "401, Parked",
    "403, Parked",
    "404, Parked",
    "405, Parked",
    "408, Rejected",
    "413, TooLarge",
    "415, Rejected",
    "422, Rejected",
    "429, RetryLater",
    "500, Rejected",
    "501, Rejected",
    "502, RetryLater",
    "503, RetryLater",
    "504, RetryLater",
    "505, Rejected",
  })
  void whatAStatusMeans(int status, String expected) {
    server.then(
        answer(status, ("Bearer " + KEY + " said\n").getBytes(UTF_8), "Location: http://else/x"));
    ExportResult result = export();
    assertThat(result.getClass().getSimpleName()).isEqualTo(expected);
    if (status >= 300) {
      assertThat(reason(result)).contains("status " + status, "127.0.0.1", "said");
    }
  }

  @Test
  void whatOnlyTheUserCanChangeNamesTheVariable() {
    server.then(status(403)).then(status(404)).then(status(308, "Location: https://else:1/x"));
    assertThat(reason(export())).contains("REMORA_OTLP_HEADERS");
    assertThat(reason(export())).contains("REMORA_OTLP_ENDPOINT", "metrics");
    assertThat(reason(export())).contains("a redirect to https://else:1", "REMORA_OTLP_ENDPOINT");
  }

  @ParameterizedTest(name = "Retry-After: {0} means {1} s")
  @CsvSource(
      delimiter = ';',
      value = {
        "30; 30",
        "86400; 86400",
        "soon; 0",
        "-3; 0",
        "Tue, 24 Nov 1998 12:00:00 GMT; 0",
      })
  void whatIsAskedForIsPassedOnAndNeverWaitedFor(String value, long seconds) {
    server.then(status(429, "Retry-After: " + value));
    ExportResult.RetryLater result = (ExportResult.RetryLater) export();
    assertThat(result.notBefore()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aPartialSuccessIsASuccessWithWhatWasSaid() {
    byte[] partial =
        ExportMetricsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(2)
                    .setErrorMessage("too old, " + KEY + "\nsecond line"))
            .build()
            .toByteArray();
    server
        .then(answer(200, partial, "Content-Type: application/x-protobuf"))
        .then(answer(200, ExportMetricsServiceResponse.getDefaultInstance().toByteArray()))
        .then(answer(200, "<html>not OTLP</html>".getBytes(UTF_8), "Content-Type: text/html"))
        .then(answer(200, new byte[200_000]));
    ExportResult result = export();
    assertThat(result).isInstanceOf(ExportResult.PartialSuccess.class);
    assertThat(reason(result)).contains("too old", "(hidden)", "second line");
    assertThat(export()).isEqualTo(ExportResult.success());
    assertThat(export()).isEqualTo(ExportResult.success());
    assertThat(export()).isEqualTo(ExportResult.success());
  }

  @Test
  void withoutAnAnswerTheBatchIsKept() throws IOException {
    server.then(ScriptedServer.Connection::reset).then(ScriptedServer.Connection::close);
    assertThat(export()).isInstanceOf(ExportResult.RetryLater.class);
    assertThat(export()).isInstanceOf(ExportResult.RetryLater.class);
    server.then(ScriptedServer.Connection::fallSilent);
    ExportResult late = export(Requests.batch(1), 500);
    assertThat(reason(late)).contains("RetryLater", "in time");
    server.close();
    assertThat(reason(export())).contains("RetryLater", "refused");
  }

  @Test
  void theTimeOutOfTheUserHolds() {
    context.with("REMORA_OTLP_TIMEOUT", "200ms");
    server.then(ScriptedServer.Connection::fallSilent);
    long start = System.nanoTime();
    assertThat(export()).isInstanceOf(ExportResult.RetryLater.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aCertificateThatNobodyTrustsParks() throws Exception {
    Certificates made =
        new Certificates(folder)
            .authority("ours")
            .signed("server", "ours", "ip:127.0.0.1", "-1d", 10);
    try (ScriptedServer secure = ScriptedServer.secure(made.context("server", "ours"))) {
      context.with("REMORA_OTLP_ENDPOINT", secure.uri("").toString());
      assertThat(reason(export())).contains("Parked", "not trusted");
      exporter.close();
      exporter = null;
      context.with("OTEL_EXPORTER_OTLP_CERTIFICATE", made.pem("ours"));
      assertThat(export()).isEqualTo(ExportResult.success());
      exporter.close();
      exporter = null;
      context.with("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such.pem");
      assertThat(reason(export())).contains("Parked", "/no/such.pem");
    }
  }

  @Test
  void anAddressThatCannotBeUsedParksAndSaysWhy() {
    context.with("REMORA_OTLP_ENDPOINT", "vendor:4318");
    assertThat(reason(export())).contains("Parked", "REMORA_OTLP_ENDPOINT", "http://");
  }

  @Test
  void aPortOfTheAgentItselfIsNoReceiver() {
    exporter = new OtlpExporter(context, Path.of("/proc"));
    assertThat(reason(export())).contains("Parked", "REMORA_OTLP_ENDPOINT", "own port");
    assertThat(server.connections()).isZero();
  }

  @Test
  void aSignalThatIsNotWantedIsDoneWithoutBeingSent() {
    context.with("REMORA_OTLP_SIGNALS", "logs");
    assertThat(export()).isEqualTo(ExportResult.success());
    assertThat(server.connections()).isZero();
  }

  @Test
  void aBatchThatCannotBeEncodedIsRejected() {
    FakeBatch broken = new FakeBatch(Signal.METRICS, Requests.batch(1).id(), "", "", null);
    assertThat(export(broken, 20_000)).isInstanceOf(ExportResult.Rejected.class);
  }

  @Test
  void nothingIsOpenedBeforeTheFirstBatch() {
    exporter = new OtlpExporter(context, folder);
    assertThat(server.connections()).isZero();
    assertThat(exporter.preferredBatchBytes()).isPositive();
    assertThat(context.lines()).isEmpty();
  }
}
