// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.remora.api.MetricRecorder;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real {@code /proc}, compared with real traffic and with what the kernel says elsewhere. */
class AgainstTheKernelTest {
  private static final Path INTERFACES = Path.of("/sys/class/net");

  private final Sampled sampled = new Sampled();

  @BeforeAll
  static void onLinuxOnly() {
    assumeTrue(Files.isReadable(Path.of("/proc/net/dev")), "needs /proc of Linux");
  }

  @Test
  void atLeastWhatWentOverLoopbackIsCounted() throws Exception {
    sampled.context.with("REMORA_NETWORK_INTERFACES", "lo");
    sampled.reading(LoopbackTransfer.kernel());
    LoopbackTransfer.run();
    sampled.reading(LoopbackTransfer.kernel());

    assertThat(sampled.io("lo", "receive")).isGreaterThanOrEqualTo(LoopbackTransfer.BYTES);
    assertThat(sampled.io("lo", "transmit")).isGreaterThanOrEqualTo(LoopbackTransfer.BYTES);
    assertThat(sampled.recorder.sum(NetworkMetrics.SEGMENTS))
        .as("of 64 KiB each, seen when sent and when received")
        .isGreaterThanOrEqualTo(2 * LoopbackTransfer.BYTES / 65536.0);
  }

  @Test
  void whereNobodyElseSendsLittleMoreIsCounted() throws Exception {
    long[] measured = alone(LoopbackTransfer.class);

    for (int direction = 0; direction < 2; direction++) {
      assertThat(measured[direction])
          .isBetween(LoopbackTransfer.BYTES, LoopbackTransfer.BYTES * 105 / 100);
    }
  }

  @Test
  void trafficOfEachInterfaceIsWhatItsStatisticsSay() throws Exception {
    sampled.context.with("REMORA_NETWORK_INTERFACES", "*");
    Map<String, Long> earliest = statistics();
    sampled.reading(LoopbackTransfer.kernel());
    Map<String, Long> early = statistics();
    LoopbackTransfer.run();
    Map<String, Long> late = statistics();
    sampled.reading(LoopbackTransfer.kernel());
    Map<String, Long> latest = statistics();

    assertThat(earliest).isNotEmpty();
    for (String counter : earliest.keySet()) {
      String[] words = counter.split("/");
      assertThat(measured(words[0], words[1]))
          .as(counter)
          .isBetween(
              (double) late.get(counter) - early.get(counter),
              (double) latest.get(counter) - earliest.get(counter));
    }
  }

  @Test
  void resetsAreThoseThatHappened() throws Exception {
    sampled.context.with("REMORA_NETWORK_TCP_EVENTS", "true");
    sampled.reading(LoopbackTransfer.kernel());
    int resets = 20;
    for (int i = 0; i < resets; i++) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
        try (Socket accepted = server.accept()) {
          accepted.setSoLinger(true, 0); // closing resets
        }
        assertThat(client.isConnected()).isTrue();
      }
    }
    sampled.reading(LoopbackTransfer.kernel());

    assertThat(sampled.recorder.sum(NetworkMetrics.RESETS)).isGreaterThanOrEqualTo(resets);
  }

  @Test
  void connectionsAreThoseThatAreOpen() throws Exception {
    assertThat(alone(OpenConnections.class))
        .as("both ends of each, and who listens")
        .containsExactly(2 * OpenConnections.COUNT, 1);
  }

  @Test
  void aRoundMakesNoGarbageWorthNaming() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "needs a JVM that counts allocations");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    NetworkSamplerContractTest files = new NetworkSamplerContractTest();
    FakeObservation observation = FakeObservation.first(files.proc(0));
    MetricRecorder nowhere = new NoMetricRecorder();
    NetworkSampler sampler = new NetworkSampler(new FakePluginContext("network"));
    for (int i = 0; i < 2_000; i++) {
      sampler.sample(observation, nowhere);
    }
    int rounds = 10_000;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      sampler.sample(observation, nowhere);
    }
    long perRound = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;

    assertThat(perRound).as("bytes allocated per round").isLessThan(64);
  }

  private double measured(String name, String statistic) {
    String direction = statistic.startsWith("rx_") ? "receive" : "transmit";
    return statistic.endsWith("_bytes")
        ? sampled.io(name, direction)
        : sampled.recorder.sum(
            NetworkMetrics.PACKETS, "system.device", name, "network.io.direction", direction);
  }

  /** By {@code interface/statistic}. */
  private static Map<String, Long> statistics() throws IOException {
    Map<String, Long> statistics = new HashMap<>();
    try (Stream<Path> interfaces = Files.list(INTERFACES)) {
      for (Path one : (Iterable<Path>) interfaces::iterator) {
        for (String statistic : List.of("rx_bytes", "tx_bytes", "rx_packets", "tx_packets")) {
          Path file = one.resolve("statistics").resolve(statistic);
          if (Files.isReadable(file)) {
            statistics.put(
                one.getFileName() + "/" + statistic, Long.valueOf(Files.readString(file).strip()));
          }
        }
      }
    }
    return statistics;
  }

  /** Runs a program where nobody else has a socket; the numbers that it prints. */
  private static long[] alone(Class<?> program) throws Exception {
    assumeTrue(exitCode("unshare", "-r", "-n", "ip", "link", "set", "lo", "up") == 0, "needs a network namespace of its own");
    Process process =
        new ProcessBuilder(
                "unshare",
                "-r",
                "-n",
                "sh",
                "-c",
                "ip link set lo up && exec \"$0\" -cp \"$1\" \"$2\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"),
                program.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = process.inputReader().readLine();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Stream.of(line.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static int exitCode(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private static final class NoMetricRecorder implements MetricRecorder {
    @Override
    public void record(Instrument instrument, Attributes attributes, long value) {}

    @Override
    public void record(Instrument instrument, Attributes attributes, double value) {}
  }
}
