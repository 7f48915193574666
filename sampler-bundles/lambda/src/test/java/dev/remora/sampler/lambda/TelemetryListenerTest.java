// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.RecordingMetricRecorder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryListenerTest {
  private static final String EVENT = Events.runtimeDone("r1", "success");
  private static final String BATCH = Events.batch(EVENT);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final FakePluginContext context = new FakePluginContext("lambda");
  private final Tally tally = new Tally();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final TelemetryListener listener =
      new TelemetryListener(
          event -> heard.add(event.type + ' ' + event.requestId), tally, context.log());

  @AfterEach
  void close() {
    listener.close();
  }

  private TelemetryClient client() {
    if (listener.port() == 0) {
      listener.listen(InetAddress::getLoopbackAddress, 0);
    }
    return TelemetryClient.to(listener);
  }

  private double unreadable() {
    RecordingMetricRecorder recorder = new RecordingMetricRecorder();
    tally.drain(recorder, false);
    return recorder.sum(LambdaMetrics.DROPPED_RECORDS, "remora.drop.reason", "unreadable");
  }

  @Test
  void aBatchIsTakenAndAnsweredWith200() throws IOException {
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
    }
    assertThat(heard).containsExactly("platform.runtimeDone r1");
    assertThat(context.lines()).isEmpty();
  }

  @Test
  void aConnectionStaysForTheNextBatch() throws IOException {
    try (TelemetryClient client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
        assertThat(client.exchange(TelemetryClient.chunked(BATCH, 100))).isEqualTo(OK);
      }
      client.send(TelemetryClient.request(BATCH) + TelemetryClient.request("[]"));
      assertThat(client.answer()).isEqualTo(OK);
      assertThat(client.answer()).isEqualTo(OK);
    }
    assertThat(heard).hasSize(7);
  }

  @Test
  void theJdksOwnClientIsServed() throws Exception {
    listener.listen(InetAddress::getLoopbackAddress, 0);
    URI uri = URI.create("http://127.0.0.1:" + Waiting.portOf(listener) + "/telemetry");
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (HttpRequest.BodyPublisher body :
          List.of(
              HttpRequest.BodyPublishers.ofString(BATCH),
              HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(BATCH)))) {
        HttpRequest request = HttpRequest.newBuilder(uri).POST(body).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(200);
        HttpRequest patient =
            HttpRequest.newBuilder(uri).POST(body).expectContinue(true).build();
        assertThat(client.send(patient, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(200);
      }
    }
    assertThat(heard).hasSize(4);
  }

  @Test
  void aBodyInChunksOfAnySizeIsTheSame() throws IOException {
    try (TelemetryClient client = client()) {
      for (int size = 1; size <= BATCH.length(); size++) {
        assertThat(client.exchange(TelemetryClient.chunked(BATCH, size))).isEqualTo(OK);
      }
    }
    assertThat(heard).hasSize(BATCH.length()).containsOnly("platform.runtimeDone r1");
    assertThat(unreadable()).isZero();
  }

  @Test
  void aRequestMayBeCutIntoPacketsAnywhere() throws IOException {
    byte[] lengthed = TelemetryClient.request(BATCH).getBytes(StandardCharsets.UTF_8);
    byte[] chunked = TelemetryClient.chunked(BATCH, 50).getBytes(StandardCharsets.UTF_8);
    int sent = 0;
    try (TelemetryClient client = client()) {
      for (byte[] request : List.of(lengthed, chunked)) {
        for (int cut = 1; cut < request.length; cut++) {
          client.send(java.util.Arrays.copyOfRange(request, 0, cut));
          client.send(java.util.Arrays.copyOfRange(request, cut, request.length));
          assertThat(client.answer()).isEqualTo(OK);
          sent++;
        }
        for (byte one : request) {
          client.send(new byte[] {one});
        }
        assertThat(client.answer()).isEqualTo(OK);
        sent++;
      }
    }
    assertThat(heard).hasSize(sent);
    assertThat(unreadable()).isZero();
  }

  @Test
  void threeMegabytesAreTaken() throws IOException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      events.add(Events.runtimeDone("r" + i, "success"));
    }
    String body = Events.batch(events.toArray(String[]::new));
    assertThat(body.length()).isGreaterThan(3 << 20);
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(TelemetryClient.request(body))).isEqualTo(OK);
      assertThat(client.exchange(TelemetryClient.chunked(body, 32_768))).isEqualTo(OK);
    }
    assertThat(heard).hasSize(12_000);
  }

  @Test
  void aBodyThatIsTooLargeIsNotReadToItsEnd() throws IOException {
    try (TelemetryClient client = client()) {
      client.send(
          "POST / HTTP/1.1\r\nContent-Length: 17000000\r\n\r\n[" + EVENT + ",");
      byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      assertThat(
              catchingReset(
                  () -> {
                    for (int i = 0; i < 16; i++) {
                      client.send(spaces);
                    }
                  }))
          .isTrue();
      Waiting.until("it is said", () -> !context.lines().isEmpty());
    }
    assertThat(heard).hasSize(1);
    assertThat(context.lines())
        .containsExactly(
            "WARN lambda: a batch of telemetry cannot be read, expected at most 16777216 bytes; it is"
                + " dropped");
  }

  private interface Sending {
    void run() throws IOException;
  }

  /** The other side may hang up while there is still something to send. */
  private static boolean catchingReset(Sending sending) {
    try {
      sending.run();
    } catch (IOException e) {
      assertThat(e).isInstanceOf(java.net.SocketException.class);
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "garbage", "{}", "null", "[", "[{", "[{]", "<html>", "\u0000\u0001", "[1 2]",
        "[{\"type\":\"platform.start\"}", "{\"type\":\"platform.start\"}\n{}"
      })
  void whatCannotBeReadIsAnsweredWith200AndSaidOnce(String body) throws IOException {
    try (TelemetryClient client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.exchange(TelemetryClient.request(body))).isEqualTo(OK);
      }
      assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
    }
    assertThat(heard).contains("platform.runtimeDone r1");
    assertThat(unreadable()).isEqualTo(3);
    assertThat(context.lines())
        .singleElement()
        .asString()
        .matches("WARN lambda: a batch of telemetry cannot be read, expected .*; it is dropped");
  }

  @Test
  void whatCameBeforeTheGarbageCounts() throws IOException {
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(TelemetryClient.request("[" + EVENT + ",oops]"))).isEqualTo(OK);
    }
    assertThat(heard).hasSize(1);
    assertThat(unreadable()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "HEAD", "DELETE", "OPTIONS", "post"})
  void onlyPostIsServed(String method) throws IOException {
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(method + " / HTTP/1.1\r\nHost: x\r\n\r\n"))
          .startsWith("HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\n");
      assertThat(client.isCutOff()).isTrue();
    }
    assertThat(context.lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "POST /\r\n\r\n",
        "\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"
      })
  void whatIsNoRequestIsRefused(String bytes) throws IOException {
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(bytes)).startsWith("HTTP/1.1 400 Bad Request\r\n");
      assertThat(client.isCutOff()).isTrue();
    }
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
    }
  }

  @Test
  void aHeadWithoutAnEndIsBounded() throws IOException {
    for (String endless :
        List.of("POST / HTTP/1.1" + "x".repeat(100_000), "POST / HTTP/1.1\r\n" + "a: b\r\n".repeat(10_000))) {
      try (TelemetryClient client = client()) {
        catchingReset(() -> client.send(endless));
        Waiting.until("it is cut off", () -> !takes(client, " "));
      }
    }
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n", "-5\r\n[]\r\n0\r\n\r\n", "\r\n", "ffffffffffffffffff\r\n", "2\r\n[]0\r\n\r\n"
      })
  void chunksThatAreNoneEndTheConnection(String body) throws IOException {
    try (TelemetryClient client = client()) {
      client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
      client.end();
      assertThat(client.isCutOff()).isTrue();
    }
  }

  @Test
  void extensionsAndTrailersOfChunksArePassedOver() throws IOException {
    try (TelemetryClient client = client()) {
      String request =
          "POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n1;a=b\r\n[\r\n01\r\n]\r\n0;c\r\n"
              + "Trailer: x\r\n\r\n";
      assertThat(client.exchange(request + TelemetryClient.request(BATCH))).isEqualTo(OK);
      assertThat(client.answer()).isEqualTo(OK);
    }
    assertThat(heard).hasSize(1);
    assertThat(unreadable()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0\r\n", "HTTP/1.1\r\nConnection: Close\r\n"})
  void aConnectionIsClosedOnRequest(String head) throws IOException {
    try (TelemetryClient client = client()) {
      assertThat(client.exchange("POST / " + head + "Content-Length: 2\r\n\r\n[]"))
          .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.isCutOff()).isTrue();
    }
  }

  @Test
  void aBodyThatIsCutOffCountsForWhatCame() throws IOException {
    String request = TelemetryClient.request(Events.batch(EVENT, EVENT));
    try (TelemetryClient client = client()) {
      client.send(request.substring(0, request.length() - 10));
      client.end();
      assertThat(client.isCutOff()).isTrue();
    }
    assertThat(heard).hasSize(1);
    assertThat(context.lines()).isEmpty(); // Lambda sends it again
  }

  @Test
  void whoSendsAByteNowAndThenIsCutOff() throws IOException {
    try (TelemetryListener impatient =
        new TelemetryListener(event -> {}, tally, context.log(), Duration.ofMillis(300))) {
      impatient.listen(InetAddress::getLoopbackAddress, 0);
      try (TelemetryClient slow = TelemetryClient.to(impatient)) {
        slow.send("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
        try (TelemetryClient other = TelemetryClient.to(impatient)) {
          assertThat(other.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
        }
        Waiting.until("it is cut off", () -> !takes(slow, " "));
      }
      Waiting.until("its thread has ended", () -> connectionThreads() == 0);
    }
  }

  private static boolean takes(TelemetryClient client, String bytes) {
    try {
      client.send(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whoSendsNothingMoreIsCutOff() throws IOException {
    try (TelemetryListener impatient =
            new TelemetryListener(event -> {}, tally, context.log(), Duration.ofMillis(100));
        TelemetryClient silent = startedClient(impatient)) {
      silent.send("POST / HTT");
      assertThat(silent.isCutOff()).isTrue();
    }
  }

  private static TelemetryClient startedClient(TelemetryListener listener) {
    listener.listen(InetAddress::getLoopbackAddress, 0);
    return TelemetryClient.to(listener);
  }

  @Test
  void whoOpensConnectionsWithoutEndLeavesRoomForLambda() throws IOException {
    List<TelemetryClient> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        TelemetryClient client = client();
        idle.add(client);
        client.send("POST / HTTP/1.1\r\n");
      }
      try (TelemetryClient lambda = client()) {
        assertThat(lambda.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
        assertThat(lambda.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
      }
      assertThat(idle.getFirst().isCutOff()).isTrue();
      Waiting.until(
          "few threads are left",
          () -> connectionThreads() <= TelemetryListener.MOST_CONNECTIONS);
    } finally {
      for (TelemetryClient client : idle) {
        client.close();
      }
    }
  }

  private static long connectionThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("remora-lambda-connection"))
        .count();
  }

  @Test
  void severalConnectionsAreReadAtOnce() throws Exception {
    client().close();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (TelemetryClient client = client()) {
                      for (int n = 0; n < 50; n++) {
                        assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(heard).hasSize(200);
  }

  @Test
  void whateverComesTheNextBatchIsServed() throws IOException {
    long seed = Long.getLong("remora.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] whole = TelemetryClient.chunked(BATCH, 100).getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (TelemetryClient client = client()) {
        catchingReset(
            () -> {
              client.send(bytes);
              client.end();
            });
        while (!client.isCutOff()) {
          // answers
        }
      }
    }
    heard.clear();
    try (TelemetryClient client = client()) {
      assertThat(client.exchange(TelemetryClient.request(BATCH))).as("seed %d", seed).isEqualTo(OK);
    }
    assertThat(heard).hasSize(1);
  }

  @Test
  void aPortThatIsTakenIsOneClearLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.listen(InetAddress::getLoopbackAddress, taken.getLocalPort());
      Waiting.until("it is said", () -> !context.lines().isEmpty());
      assertThat(context.lines())
          .singleElement()
          .asString()
          .startsWith("WARN lambda: port " + taken.getLocalPort() + " cannot be listened on (")
          .endsWith("everything else goes on. REMORA_LAMBDA_PORT names another port");
      assertThat(listener.port()).isZero();
    }
  }

  @Test
  void anAddressOfSomebodyElseIsOneClearLine() {
    listener.listen(() -> InetAddress.ofLiteral("192.0.2.1"), 4329);
    Waiting.until("it is said", () -> !context.lines().isEmpty());
    assertThat(context.lines())
        .singleElement()
        .asString()
        .startsWith("WARN lambda: port 4329 cannot be listened on (");
  }

  @Test
  void itListensOnThatAddressAndNoOther() throws IOException {
    listener.listen(InetAddress::getLoopbackAddress, 0);
    int port = Waiting.portOf(listener);
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress("127.0.0.2", port)); // would fail beside the wildcard address
    }
  }

  @Test
  void closingEndsEverything() throws IOException {
    TelemetryClient client = client();
    assertThat(client.exchange(TelemetryClient.request(BATCH))).isEqualTo(OK);
    int port = listener.port();
    listener.close();
    listener.close();
    assertThat(client.isCutOff()).isTrue();
    client.close();
    Waiting.until("the port is free", () -> isFree(port));
    assertThat(context.lines()).isEmpty();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whoeverIsClosedBeforeItListensDoesNot() {
    listener.close();
    listener.listen(InetAddress::getLoopbackAddress, 0);
    assertThat(listener.port()).isZero();
    Waiting.until(
        "its thread has ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("remora-lambda-listener")));
  }
}
