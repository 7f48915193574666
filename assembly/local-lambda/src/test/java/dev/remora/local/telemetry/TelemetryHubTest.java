// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the publishing of events to real receivers, over HTTP and TCP. */
@Timeout(60)
class TelemetryHubTest {

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final TelemetryHub hub = hub(false);
  private final Receiver receiver = new Receiver();

  private TelemetryHub hub(boolean jsonLogs) {
    return new TelemetryHub(false, jsonLogs, (type, json) -> heard.add(type), notes::add);
  }

  @AfterEach
  void close() {
    hub.close();
    receiver.close();
  }

  private static byte[] request(String version, String types, String destination) {
    return ("{\"schemaVersion\":\""
            + version
            + "\",\"types\":["
            + types
            + "],\"buffering\":{\"timeoutMs\":25},\"destination\":"
            + destination
            + "}")
        .getBytes(UTF_8);
  }

  private static byte[] http(int port, String types) {
    String uri = "http://sandbox.localdomain:" + port + "/path";
    return request("2022-12-13", types, "{\"protocol\":\"HTTP\",\"URI\":\"" + uri + "\"}");
  }

  private static byte[] tcp(int port) {
    return request("2022-12-13", "\"platform\"", "{\"protocol\":\"TCP\",\"port\":" + port + "}");
  }

  private static PlatformEvent start(String requestId) {
    return new PlatformEvent.Start(requestId, "$LATEST", null, null);
  }

  private static String text(Receiver.Received event) {
    return event.record().asText();
  }

  // ---- subscribing

  @Test
  void whatWasPublishedBeforeTheSubscriptionComesFirst() throws Exception {
    hub.publish(start("1"));
    hub.publish(Category.FUNCTION, "hello");
    hub.subscribe("agent", http(receiver.port(), "\"platform\",\"function\""));
    hub.publish(start("2"));

    Receiver.await("all", () -> receiver.events().size() == 4);
    assertThat(receiver.types())
        .containsExactly(
            "platform.start", "function", "platform.telemetrySubscription", "platform.start");
    assertThat(receiver.events().get(2).record().toString())
        .isEqualTo(
            "{\"name\":\"agent\",\"state\":\"Subscribed\",\"types\":[\"platform\",\"function\"]}");
    assertThat(receiver.heads).allMatch("POST /path application/json"::equals);
  }

  @Test
  void onlyWhatWasSubscribedToComes() throws Exception {
    hub.subscribe("agent", http(receiver.port(), "\"extension\""));
    hub.publish(start("1"));
    hub.publish(Category.FUNCTION, "no");
    hub.publish(Category.EXTENSION, "yes");

    assertThat(text(receiver.awaitEvent("extension"))).isEqualTo("yes");
    assertThat(receiver.types()).containsExactly("extension");
  }

  @Test
  void afterInitNobodyCanSubscribe() {
    hub.closeSubscriptions();

    SubscriptionRefused refused =
        catchThrowableOfType(
            SubscriptionRefused.class,
            () -> hub.subscribe("agent", http(receiver.port(), "\"platform\"")));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.errorType()).isEqualTo("Telemetry.SubscriptionClosed");
    assertThat(refused).hasMessage("Telemetry API subscription is closed");
  }

  @Test
  void aSecondSubscriptionIsAnInternalErrorAndTheFirstOneStays() throws Exception {
    hub.subscribe("agent", http(receiver.port(), "\"platform\""));

    SubscriptionRefused refused =
        catchThrowableOfType(
            SubscriptionRefused.class,
            () -> hub.subscribe("agent", http(receiver.port(), "\"platform\"")));
    hub.publish(start("1"));

    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.errorType()).isEqualTo("InternalServerError");
    receiver.awaitEvent("platform.start");
    assertThat(receiver.types())
        .containsExactly("platform.telemetrySubscription", "platform.start");
  }

  @Test
  void eachSubscriberGetsItsOwnSchemaInTheSameOrder() throws Exception {
    try (TelemetryHub json = hub(true);
        Receiver other = new Receiver()) {
      String uri = "{\"protocol\":\"HTTP\",\"URI\":\"http://sandbox:";
      json.subscribe("old", request("2022-07-01", "\"function\"", uri + receiver.port() + "\"}"));
      json.subscribe("new", request("2025-01-29", "\"function\"", uri + other.port() + "\"}"));
      json.publish(Category.FUNCTION, "{\"level\":\"INFO\"}");
      json.publish(Category.FUNCTION, "plain");

      Receiver.await("both", () -> receiver.events().size() + other.events().size() == 4);
      assertThat(receiver.events()).allMatch(event -> event.record().isTextual());
      assertThat(other.events().get(0).record().path("level").asText()).isEqualTo("INFO");
      assertThat(text(other.events().get(1))).isEqualTo("plain");
    }
  }

  @Test
  void thePlatformsEventsAreHeardWithoutASubscription() {
    hub.publish(start("1"));
    hub.close();
    hub.publish(start("2"));

    assertThat(heard).containsExactly("platform.start", "platform.start");
  }

  @Test
  void whatDidNotFitBeforeTheSubscriptionIsCounted() throws Exception {
    String line = "x".repeat(1_000);
    int lines = 2_000;
    for (int i = 0; i < lines; i++) {
      hub.publish(Category.FUNCTION, line);
    }
    hub.subscribe("agent", http(receiver.port(), "\"platform\",\"function\""));

    long dropped =
        receiver.awaitEvent("platform.logsDropped").record().path("droppedRecords").asLong();
    long received = receiver.types().stream().filter("function"::equals).count();
    // The subscription's own event may have come into the gap, too.
    assertThat(received + dropped).isBetween((long) lines, lines + 1L);
    assertThat(received).isGreaterThan(900);
  }

  // ---- failing receivers

  @Test
  void whoDoesNotListenYetGetsEverythingLater() throws Exception {
    int port = Receiver.freePort();
    hub.subscribe("agent", http(port, "\"platform\""));
    hub.publish(start("1"));
    Receiver.await("a remark", () -> !notes.isEmpty());
    hub.publish(start("2"));

    try (Receiver late = new Receiver(port)) {
      Receiver.await("all", () -> late.events().size() == 3);
      assertThat(late.types())
          .containsExactly("platform.telemetrySubscription", "platform.start", "platform.start");
      Receiver.await("the second remark", () -> notes.size() == 2);
      assertThat(notes.get(0))
          .startsWith(
              "telemetry for agent to http://127.0.0.1:" + port + "/path: not delivered, trying")
          .contains("ConnectException");
      assertThat(notes.get(1)).endsWith(": delivered now");
    }
  }

  @Test
  void aBatchThatIsAnsweredWithAnErrorComesAgainAsItWas() throws Exception {
    receiver.answerWith(500);
    hub.subscribe("agent", http(receiver.port(), "\"platform\""));
    Receiver.await("a second attempt", () -> receiver.bodies.size() >= 2);
    hub.publish(start("1"));
    receiver.answerWith(200);

    receiver.awaitEvent("platform.start");
    assertThat(receiver.types())
        .containsExactly("platform.telemetrySubscription", "platform.start");
    assertThat(receiver.bodies.get(1)).isEqualTo(receiver.bodies.get(0));
    assertThat(notes.getFirst()).endsWith("trying again: answered with status 500");
  }

  @Test
  void aReceiverThatIsTooSlowIsToldWhatItMissed() throws Exception {
    receiver.answering(false);
    hub.subscribe("agent", http(receiver.port(), "\"platform\",\"function\""));
    Receiver.await("the first batch", () -> !receiver.bodies.isEmpty());
    String line = "x".repeat(1_000);
    int lines = 3_000;
    IntStream.range(0, lines).forEach(i -> hub.publish(Category.FUNCTION, line));
    receiver.answering(true);

    Receiver.Received gap = receiver.awaitEvent("platform.logsDropped");
    long dropped = gap.record().path("droppedRecords").asLong();
    long received = receiver.types().stream().filter("function"::equals).count();
    assertThat(received + dropped).isEqualTo(lines);
    assertThat(received).isBetween(900L, 1_100L); // room for 1 MiB
    assertThat(gap.record().path("droppedBytes").asLong()).isGreaterThan(dropped * 1_000);
    assertThat(gap.record().path("reason").asText()).startsWith("Consumer seems to have fallen");

    hub.publish(Category.FUNCTION, "after");
    Receiver.await("the line after", () -> text(receiver.events().getLast()).equals("after"));
    for (byte[] body : receiver.bodies) {
      assertThat(body.length).isLessThan(2 * 262_144);
    }
  }

  // ---- freeze, flush, end

  @Test
  void nothingIsDeliveredInAFreeze() throws Exception {
    hub.subscribe("agent", http(receiver.port(), "\"platform\""));
    receiver.awaitEvent("platform.telemetrySubscription");

    hub.freeze();
    hub.publish(start("1"));
    long until = System.nanoTime() + 300_000_000;
    while (System.nanoTime() < until) {
      assertThat(receiver.bodies).hasSize(1);
      LockSupport.parkNanos(1_000_000);
    }
    hub.thaw();

    receiver.awaitEvent("platform.start");
  }

  @Test
  void aFlushDeliversWhatWaitsAtOnce() throws Exception {
    byte[] slow =
        new String(http(receiver.port(), "\"platform\""), UTF_8)
            .replace("\"timeoutMs\":25", "\"timeoutMs\":30000")
            .getBytes(UTF_8);
    hub.subscribe("agent", slow);
    hub.publish(start("1"));
    assertThat(receiver.bodies).isEmpty();

    hub.flush(System.nanoTime() + 20_000_000_000L);

    assertThat(receiver.types())
        .containsExactly("platform.telemetrySubscription", "platform.start");
  }

  @Test
  void aFlushDoesNotWaitForWhoDoesNotListen() throws Exception {
    hub.subscribe("agent", http(Receiver.freePort(), "\"platform\""));
    long begin = System.nanoTime();

    hub.flush(begin + 20_000_000_000L);

    assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
  }

  @Test
  void aFlushDoesNotWaitLongerThanItMayForWhoDoesNotAnswer() throws Exception {
    receiver.answering(false);
    hub.subscribe("agent", http(receiver.port(), "\"platform\""));
    long begin = System.nanoTime();

    hub.flush(begin + 200_000_000);

    assertThat(System.nanoTime() - begin).isBetween(200_000_000L, 10_000_000_000L);
  }

  @Test
  void theEndLeavesNoThread() throws Exception {
    receiver.answering(false);
    hub.subscribe("agent-1", http(receiver.port(), "\"platform\""));
    hub.subscribe("agent-2", tcp(Receiver.freePort()));
    Receiver.await("a request", () -> !receiver.bodies.isEmpty());

    hub.close();

    Receiver.await(
        "the threads' end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("local-lambda-telemetry-agent-")));
  }

  // ---- TCP

  private static ServerSocket listener(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    return listener;
  }

  @Test
  void overTcpEachRecordIsALine() throws Exception {
    try (ServerSocket listener = listener(0)) {
      hub.subscribe("agent", tcp(listener.getLocalPort()));
      hub.publish(start("1"));
      try (Socket socket = listener.accept()) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        assertThat(lines.readLine())
            .startsWith("{\"time\":\"")
            .contains("\"type\":\"platform.telemetrySubscription\"");
        assertThat(lines.readLine()).endsWith("\"requestId\":\"1\",\"version\":\"$LATEST\"}}");

        hub.publish(start("2")); // on the same connection
        assertThat(lines.readLine()).contains("\"requestId\":\"2\"");
      }
    }
  }

  @Test
  void overTcpTooWhoListensLaterGetsEverything() throws Exception {
    int port = Receiver.freePort();
    hub.subscribe("agent", tcp(port));
    Receiver.await("a remark", () -> !notes.isEmpty());

    try (ServerSocket listener = listener(port);
        Socket socket = listener.accept()) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(lines.readLine()).contains("platform.telemetrySubscription");
    }
  }
}
