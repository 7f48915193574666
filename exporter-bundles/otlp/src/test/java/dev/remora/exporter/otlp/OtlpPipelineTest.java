// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import static dev.remora.http.transport.testkit.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.http.transport.testkit.ScriptedServer;
import dev.remora.http.transport.testkit.ScriptedServer.Behaviour;
import dev.remora.http.transport.testkit.ScriptedServer.Received;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.BufferStore;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.export.Exports;
import dev.remora.internal.export.FlushPolicy;
import dev.remora.internal.log.AgentLog;
import dev.remora.testkit.FakePluginContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the buffer through the core's pipeline and this exporter to a real server. */
class OtlpPipelineTest {
  private static final String KEY = "key-that-nobody-may-see";

  @TempDir private Path folder;
  private final AtomicLong offsetMillis = new AtomicLong();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final List<Received> received = new ArrayList<>();
  private ScriptedServer server;
  private Exports exports;

  @BeforeEach
  void open() throws IOException {
    server = ScriptedServer.plain();
    exports = exports("sandbox", 16L << 20);
  }

  private Exports exports(String name, long quota) {
    AgentLog log = new AgentLog(new PrintStream(logged, true), AgentLog.Level.DEBUG);
    BufferStore buffer =
        DiskBuffer.open(
            new BufferOptions(
                folder.resolve(name).toFile(), name, "1", quota, Duration.ofDays(1).toMillis()),
            new LocalFiles(),
            System::currentTimeMillis,
            log);
    Exports made =
        new Exports(
            buffer,
            name,
            FlushPolicy.of("next", Duration.ofSeconds(60)),
            quota,
            System::nanoTime,
            () -> System.currentTimeMillis() + offsetMillis.get(),
            log);
    FakePluginContext context =
        new FakePluginContext("otlp")
            .with("REMORA_OTLP_ENDPOINT", server.uri("").toString())
            .with("REMORA_OTLP_HEADERS", "api-key=" + KEY);
    made.add("otlp", new OtlpExporter(context, folder));
    return made;
  }

  @AfterEach
  void closeAndLookForSecrets() throws IOException {
    server.close();
    assertThat(logged.toString()).doesNotContain(KEY);
  }

  private void measured(long from, long to) {
    byte[] payload = Requests.metrics(LongStream.range(from, to).toArray());
    exports.metrics("r" + from, (int) (to - from), payload);
  }

  private Duration shutdown(int millis) {
    long start = System.nanoTime();
    exports.shutdown(Deadline.in(Duration.ofMillis(millis), System::nanoTime));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Values that a receiver has that drops what it has seen, by the id of the batch. */
  private List<Long> valuesWithoutDuplicates(List<Integer> accepted) {
    received.addAll(server.all());
    List<Long> values = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < received.size(); i++) {
      if ((accepted.isEmpty() || accepted.contains(i))
          && seen.add(received.get(i).header("Idempotency-Key"))) {
        values.addAll(Requests.values(received.get(i).content()));
      }
    }
    return values;
  }

  private void awaitLine(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!logged.toString().contains(text)) {
      assertThat(System.nanoTime()).as("waited for " + text).isLessThan(end);
      Thread.sleep(5);
    }
  }

  private static Long[] range(long to) {
    return LongStream.range(0, to).boxed().toArray(Long[]::new);
  }

  @Test
  void whatWaitsArrivesInOneRequest() {
    for (int i = 0; i < 50; i++) {
      measured(10L * i, 10L * i + 10);
    }
    shutdown(20_000);
    assertThat(server.all()).hasSize(1);
    assertThat(valuesWithoutDuplicates(List.of())).containsExactly(range(500));
  }

  @Test
  void aServerThatTakesLittleGetsLittleAndEverythingOnce() {
    for (int i = 0; i < 10; i++) {
      measured(100L * i, 100L * i + 100);
    }
    AtomicLong taken = new AtomicLong();
    List<Integer> accepted = new CopyOnWriteArrayList<>();
    AtomicLong number = new AtomicLong();
    server.otherwise(
        connection -> {
          int index = (int) number.getAndIncrement();
          int length = server.all().get(index).content().length;
          if (length > 300) {
            status(413).answer(connection);
          } else {
            accepted.add(index);
            taken.addAndGet(1);
            status(200).answer(connection);
          }
        });
    shutdown(30_000);
    assertThat(valuesWithoutDuplicates(accepted)).containsExactlyInAnyOrder(range(1000));
    assertThat(taken.get()).isGreaterThan(10);
  }

  @Test
  void aLostAnswerLeadsToADuplicateThatCanBeRecognised() throws Exception {
    measured(0, 10);
    server.then(ScriptedServer.Connection::reset);
    exports.invoked();
    received.add(server.take());
    measured(10, 20);
    offsetMillis.addAndGet(TimeUnit.SECONDS.toMillis(2));
    shutdown(20_000);
    assertThat(valuesWithoutDuplicates(List.of())).containsExactly(range(20));
    assertThat(received.get(1).header("Idempotency-Key"))
        .isEqualTo(received.get(0).header("Idempotency-Key"));
  }

  @Test
  void aRequestThatAFreezeCutArrivesWithTheNextInvocation() throws Exception {
    measured(0, 10);
    server.then(ScriptedServer.Connection::reset);
    exports.invoked();
    received.add(server.take());
    awaitLine("could not be sent now");
    offsetMillis.addAndGet(TimeUnit.MINUTES.toMillis(10));
    measured(10, 20);
    exports.invoked();
    received.add(server.take());
    shutdown(20_000);
    assertThat(valuesWithoutDuplicates(List.of())).containsExactly(range(20));
  }

  @Test
  void aStormOf503EndsWithNothingLost() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    AtomicInteger number = new AtomicInteger();
    List<Integer> accepted = new CopyOnWriteArrayList<>();
    server.otherwise(
        connection -> {
          int index = number.getAndIncrement();
          if (healed.get()) {
            accepted.add(index);
          }
          status(healed.get() ? 200 : 503, "Retry-After: 5").answer(connection);
        });
    for (int i = 0; i < 12; i++) {
      measured(10L * i, 10L * i + 10);
      exports.invoked();
      offsetMillis.addAndGet(TimeUnit.SECONDS.toMillis(5));
    }
    awaitLine("status 503");
    healed.set(true);
    offsetMillis.addAndGet(TimeUnit.MINUTES.toMillis(2));
    exports.invoked();
    shutdown(20_000);
    assertThat(valuesWithoutDuplicates(accepted)).containsExactlyInAnyOrder(range(120));
    assertThat(number.get()).as("requests").isLessThan(20);
    assertThat(logged.toString()).containsOnlyOnce("status 503");
  }

  @Test
  void aWrongKeyEmptiesNoBuffer() throws Exception {
    server.otherwise(status(401));
    for (int i = 0; i < 5; i++) {
      measured(i, i + 1);
      exports.invoked();
      offsetMillis.addAndGet(TimeUnit.SECONDS.toMillis(60));
    }
    awaitLine("status 401");
    offsetMillis.addAndGet(TimeUnit.MINUTES.toMillis(11));
    server.otherwise(status(200));
    exports.invoked();
    shutdown(20_000);
    assertThat(valuesWithoutDuplicates(List.of())).contains(range(5));
    assertThat(logged.toString()).containsOnlyOnce("status 401");
  }

  private static Named<Behaviour> named(String name, Behaviour behaviour) {
    return Named.of(name, behaviour);
  }

  static Stream<Named<Behaviour>> behaviours() {
    return Stream.of(
        named("takes everything", status(200)),
        named("rejects everything", status(400)),
        named("knows no key", status(401)),
        named("takes no size", status(413)),
        named("asks for an hour", status(429, "Retry-After: 3600")),
        named("is busy", status(503)),
        named("fails", status(500)),
        named("leads elsewhere", status(301, "Location: http://127.0.0.1:1/")),
        named("says nothing", ScriptedServer.Connection::fallSilent),
        named("resets", ScriptedServer.Connection::reset),
        named("closes", ScriptedServer.Connection::close),
        named("answers hugely", ScriptedServer.answer(503, new byte[10_000_000])),
        named(
            "drips its head",
            connection -> {
              for (int i = 0; i < 10_000; i++) {
                connection.write("H");
                connection.pause(50);
              }
            }),
        named(
            "drips its body",
            connection -> {
              connection.write("HTTP/1.1 503 Slow\r\nContent-Length: 10000\r\n\r\n");
              for (int i = 0; i < 10_000; i++) {
                connection.write("x");
                connection.pause(50);
              }
            }),
        named(
            "is slow",
            connection -> {
              connection.pause(300);
              status(200).answer(connection);
            }),
        named("speaks no HTTP", connection -> connection.write("220 mail ESMTP\r\n".repeat(99))));
  }

  /** A machine that is busy may be late; a server that is slow would need minutes. */
  @ParameterizedTest(name = "a server that {0}")
  @MethodSource("behaviours")
  void shutdownEndsAtItsDeadlineWhateverTheServerDoes(Behaviour behaviour) {
    server.otherwise(behaviour);
    for (int i = 0; i < 100; i++) {
      measured(100L * i, 100L * i + 100);
    }
    assertThat(shutdown(1400)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aFullBufferIsDrainedToAHealthyServer() {
    // 16 MiB compressed is what the quota allows; telemetry shrinks to about a third.
    byte[] payload = Requests.metrics(LongStream.range(0, 5_000).map(i -> i * 7_919).toArray());
    for (int i = 0; i < 60; i++) {
      exports.metrics("r" + i, 5_000, payload);
    }
    shutdown(20_000);
    assertThat(server.all())
        .extracting(request -> Requests.values(request.content()).size())
        .satisfies(sizes -> assertThat(sizes.stream().mapToInt(i -> i).sum()).isEqualTo(300_000));
    assertThat(server.connections()).isEqualTo(1);
  }
}
