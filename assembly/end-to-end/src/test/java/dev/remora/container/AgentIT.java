// SPDX-License-Identifier: Apache-2.0
package dev.remora.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.host.AgentHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The agent lives in a plain Felix as well: the core follows its host and the bundles that come and
 * go.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class AgentIT {

  @Inject private BundleContext context;

  private final CountDownLatch exited = new CountDownLatch(1);
  private PipedOutputStream frames;
  private InputStream words;
  private ServiceRegistration<AgentHost> registration;
  private int events;

  @Configuration
  public Option[] container() {
    return new Option[] {RemoraContainer.withRemora()};
  }

  private void host(Path folder) throws IOException {
    PipedInputStream agentsIn = new PipedInputStream(1 << 16);
    frames = new PipedOutputStream(agentsIn);
    PipedOutputStream agentsOut = new PipedOutputStream();
    words = new PipedInputStream(agentsOut);
    frame("sandbox", "start=1", UUID.randomUUID().toString());
    registration =
        context.registerService(
            AgentHost.class,
            new AgentHost(
                Map.of(
                    "AWS_LAMBDA_FUNCTION_NAME", "orders",
                    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769",
                    "REMORA_SAMPLING_INTERVAL", "20ms",
                    "REMORA_BUFFER_DIRECTORY", folder.resolve("buffer").toString(),
                    "REMORA_FILE_DIRECTORY", folder.resolve("files").toString()),
                agentsIn,
                (OutputStream) agentsOut,
                exited::countDown,
                Path.of("/proc")),
            null);
  }

  private void frame(String kind, String keys, String payload) throws IOException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    frames.write((kind + " " + bytes.length + " " + keys + "\n").getBytes(StandardCharsets.UTF_8));
    frames.write(bytes);
    frames.flush();
  }

  private void event(String json) throws IOException {
    frame("event", "n=" + ++events + " again=0 skipped=0 at=0 readings=0", json);
  }

  private String word() throws IOException {
    StringBuilder word = new StringBuilder();
    for (int c = words.read(); c != '\n'; c = words.read()) {
      word.append((char) c);
    }
    return word.toString();
  }

  private Bundle bundle(String name) {
    for (Bundle bundle : context.getBundles()) {
      if (name.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    throw new AssertionError("no bundle " + name);
  }

  /** Lines with what the sampler measured; the agent itself has something to say at any time. */
  private static long linesWith(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.contains(text) && line.contains("dev.remora.sampler.cpu"))
          .count();
    }
  }

  private static void awaitLine(Path file, String text) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (linesWith(file, text) == 0) {
      assertThat(System.nanoTime()).as("waited for " + text).isLessThan(end);
      Thread.sleep(20);
    }
  }

  @Test
  public void aHostSetsTheAgentGoingFromTheFirstEventToTheLastWord() throws Exception {
    Path folder = Files.createTempDirectory("agent");
    host(folder);
    assertThat(word()).isEqualTo("ready");
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"first\"}");
    assertThat(word()).isEqualTo("got 1");
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"second\"}");
    assertThat(word()).isEqualTo("got 2");
    Path metrics = folder.resolve("files/metrics.jsonl");
    awaitLine(metrics, "\"first\"");
    event("{\"eventType\":\"SHUTDOWN\",\"shutdownReason\":\"spindown\"}");
    assertThat(word()).isEqualTo("got 3");
    assertThat(word()).isEqualTo("done");
    assertThat(exited.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(linesWith(metrics, "\"second\"")).isPositive();
    registration.unregister();
  }

  private void endOfSandbox() throws Exception {
    event("{\"eventType\":\"SHUTDOWN\",\"shutdownReason\":\"spindown\"}");
    assertThat(exited.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  public void aSamplerThatLeavesWhileTheAgentRunsIsMissedByNobody() throws Exception {
    Path folder = Files.createTempDirectory("agent");
    host(folder);
    Path metrics = folder.resolve("files/metrics.jsonl");
    assertThat(word()).isEqualTo("ready");
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"with\"}");
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"perhaps\"}");
    awaitLine(metrics, "\"with\"");
    bundle("dev.remora.sampler.cpu").stop();
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"without\"}");
    endOfSandbox();
    assertThat(linesWith(metrics, "\"without\"")).isZero();
  }

  @Test
  public void aSamplerThatComesWhileTheAgentRunsMeasuresFromThenOn() throws Exception {
    Path folder = Files.createTempDirectory("agent");
    bundle("dev.remora.sampler.cpu").stop();
    host(folder);
    assertThat(word()).isEqualTo("ready");
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"perhaps\"}");
    bundle("dev.remora.sampler.cpu").start();
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"with\"}");
    event("{\"eventType\":\"INVOKE\",\"requestId\":\"later\"}");
    endOfSandbox();
    assertThat(linesWith(folder.resolve("files/metrics.jsonl"), "\"with\"")).isPositive();
  }
}
