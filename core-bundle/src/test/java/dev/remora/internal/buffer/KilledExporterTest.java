// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills an exporting process between "the server has it" and "the position is written". {@code
 * -Dremora.test.export-kills=200} for the full number of runs.
 */
class KilledExporterTest {
  private static final int KILLS = Integer.getInteger("remora.test.export-kills", 15);
  private static final long SEED = Long.getLong("remora.test.seed", System.nanoTime());
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path temp;

  private final Random random = new Random(SEED);
  private final Map<String, String> payloads = new ConcurrentHashMap<>();
  private final AtomicInteger repeated = new AtomicInteger();
  private HttpServer server;
  private volatile Process exporter;
  private volatile boolean killing = true;

  @BeforeEach
  void aServerThatDropsRepetitionsByTheBatchId() throws IOException {
    System.out.println("KilledExporterTest -Dremora.test.seed=" + SEED);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    Process sender = exporter; // by the time it is killed, its successor may have been started
    String id = exchange.getRequestHeaders().getFirst(KilledExporter.BATCH_ID);
    String payload = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String known = payloads.putIfAbsent(id, payload);
    if (known != null) {
      repeated.incrementAndGet();
      payloads.put(id, known.equals(payload) ? known : "two payloads under one id");
    }
    if (killing && random.nextBoolean()) {
      sender.toHandle().destroyForcibly();
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    if (killing) {
      sender.toHandle().destroyForcibly();
    }
  }

  private int run(int number) throws Exception {
    exporter =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledExporter.class.getName(),
                temp.resolve("buffer").toString(),
                Integer.toString(number),
                Integer.toString(server.getAddress().getPort()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(exporter.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return exporter.exitValue();
  }

  @Test
  void aBatchThatWasAcceptedAndNotAcknowledgedIsSentAgainWithTheSameId() throws Exception {
    for (int number = 0; number < KILLS; number++) {
      assertThat(run(number)).as("killed, run %d, seed %d", number, SEED).isNotZero();
    }
    killing = false;
    assertThat(run(KILLS)).isZero();

    assertThat(payloads).as("each id once, seed %d", SEED).hasSize(KILLS + 1);
    for (int number = 0; number <= KILLS; number++) {
      assertThat(payloads).containsValue("record " + number);
    }
    assertThat(repeated.get()).as("repetitions that the ids told").isPositive();
  }
}
