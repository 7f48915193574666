// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.Invocation;
import dev.remora.api.host.AgentHost;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Scope;
import dev.remora.internal.config.Environment;
import dev.remora.internal.lambda.Event;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.self.SelfMetrics;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the summary needs is loaded with the first invocation, never on the way to ready. */
class StartPathTest {
  private static final String READY = "the agent is ready";

  /** The life of the sampling in a process of its own: built, started, one invocation. */
  static final class Life {
    private Life() {}

    /** Run by the test. */
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch invoked = new CountDownLatch(1);
      Environment environment = new Environment(Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769"));
      AgentHost host =
          new AgentHost(
              Map.of(),
              InputStream.nullInputStream(),
              OutputStream.nullOutputStream(),
              () -> {},
              Path.of("/proc"));
      AgentLog log = new AgentLog(System.err, AgentLog.Level.INFO);
      Sampling sampling = Sampling.of(environment, host, new Sink(invoked), log, "1.0.0");
      sampling.lifecycle("platform");
      sampling.add(
          "some",
          new Scope("some", "1", Attributes.none()),
          (observation, recorder) -> observation.unixNanos());
      sampling.start();
      System.out.println(READY);
      Invocation invocation = new Invocation("r1", "", 0, "", 1);
      sampling.invoked(new Event.Invoke(invocation, null, false), "sandbox");
      invoked.await();
      sampling.shutdown("spindown", Deadline.in(Duration.ofSeconds(10), System::nanoTime));
    }
  }

  private record Sink(CountDownLatch edge) implements BatchSink {
    @Override
    public void inSandbox(String sandboxId) {}

    @Override
    public void metrics(String invocationId, int itemCount, byte[] payload) {}

    @Override
    public void summary(String invocationId, byte[] payload) {}

    @Override
    public long exportedBytes() {
      return 0;
    }

    @Override
    public void tellOfThemselves(SelfMetrics self) {}

    @Override
    public void invoked() {
      edge.countDown();
    }
  }

  @Test
  void noClassOfTheSummaryIsLoadedBeforeTheFirstInvocation() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                // As in the layer, whose classes were verified when it was built.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp",
                System.getProperty("java.class.path"),
                Life.class.getName())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    int ready = lines.indexOf(READY);
    assertThat(ready).isPositive();
    assertThat(summaryClasses(lines.subList(0, ready))).isEmpty();
    assertThat(summaryClasses(lines.subList(ready, lines.size()))).isNotEmpty();
  }

  private static List<String> summaryClasses(List<String> lines) {
    return lines.stream()
        .filter(
            line ->
                line.contains(" dev.remora.internal.summary.")
                    || line.contains(" dev.remora.internal.self.Self")
                    || line.contains(" dev.remora.internal.sampling.Summaries")
                    || line.contains(" dev.remora.internal.sampling.OwnMetrics"))
        .toList();
  }
}
