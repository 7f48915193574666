// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.BufferStore;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters on a real buffer. */
class ExportsTest {
  @TempDir private Path folder;
  private final AgentLog log =
      new AgentLog(new PrintStream(new ByteArrayOutputStream()), AgentLog.Level.INFO);
  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
  private final AtomicLong unixMillis = new AtomicLong(1_000_000);
  private BufferStore buffer;
  private Exports exports;

  @BeforeEach
  void open() {
    buffer =
        DiskBuffer.open(
            BufferOptions.in(folder.toFile(), "sandbox", "1"),
            new LocalFiles(),
            System::currentTimeMillis,
            log);
    exports = exports(buffer, "next");
  }

  /** What an exporter has in hand is written down behind the test's back, in a folder that goes. */
  @AfterEach
  void close() {
    exports.shutdown(soon());
  }

  private Exports exports(BufferStore buffer, String strategy) {
    return new Exports(
        buffer,
        "sandbox",
        FlushPolicy.of(strategy, Duration.ofSeconds(60)),
        1 << 20,
        System::nanoTime,
        unixMillis::get,
        log);
  }

  private void measured(String invocation) {
    exports.metrics(invocation, 1, new byte[] {1, 2, 3});
  }

  private void add(String exporter) {
    exports.add(
        exporter,
        (batch, deadline) -> {
          sent.add(exporter + " " + batch.invocationId().orElseThrow());
          return ExportResult.success();
        });
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10), System::nanoTime);
  }

  @Test
  void whatAnInvocationLeftIsSentWhenTheNextOneBegins() throws Exception {
    add("a");
    measured("r1");
    assertThat(sent).isEmpty();
    exports.invoked();
    assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo("a r1");
  }

  @Test
  void eachExporterGetsEverythingAndADeadOneHoldsUpNobody() {
    add("alive");
    exports.add("dead", (batch, deadline) -> ExportResult.retryLater("down"));
    measured("r1");
    measured("r2");
    exports.shutdown(soon());
    assertThat(sent).containsExactly("alive r1", "alive r2");
  }

  @Test
  void anExporterThatLeavesIsNotAskedAnyMore() {
    add("a");
    add("b");
    exports.remove("a");
    measured("r1");
    exports.shutdown(soon());
    assertThat(sent).containsExactly("b r1");
  }

  @Test
  void whatASnapshotHeldIsSentByNoneOfItsCopies() {
    add("a");
    exports.inSandbox("sandbox");
    measured("before the snapshot");
    exports.inSandbox("restored");
    measured("r1");
    exports.shutdown(soon());
    assertThat(sent).containsExactly("a r1");
  }

  @Test
  void summariesAreLogsAndTheNewestGoesFirstWhenTheSandboxEnds() {
    exports.add(
        "a",
        (batch, deadline) -> {
          sent.add(batch.signal() + " " + batch.invocationId().orElseThrow());
          return ExportResult.success();
        });
    measured("r1");
    exports.summary("r1", new byte[] {1});
    measured("r2");
    exports.summary("r2", new byte[] {2});
    exports.shutdown(soon());
    assertThat(sent).containsExactly("LOGS r2", "LOGS r1", "METRICS r1", "METRICS r2");
  }

  @Test
  void bytesCountAsExportedWhenADestinationHasTakenThem() {
    exports.add("dead", (batch, deadline) -> ExportResult.retryLater("down"));
    add("alive");
    measured("r1");
    exports.summary("r1", new byte[] {1, 2});
    assertThat(exports.exportedBytes()).isZero();
    exports.shutdown(soon());
    assertThat(exports.exportedBytes()).isEqualTo(5);
  }

  @Test
  void theEndOfAnInvocationIsAnOccasionForThoseWhoWantIt() throws Exception {
    exports = exports(buffer, "end");
    add("a");
    measured("r1");
    assertThat(sent).isEmpty();
    exports.ended();
    assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo("a r1");
  }

  @Test
  void withinALongInvocationAFailedBatchIsTriedAgainBeforeTheNextFlush() throws Exception {
    exports.add(
        "a",
        (batch, deadline) -> {
          sent.add(batch.invocationId().orElseThrow());
          return sent.size() == 1 ? ExportResult.retryLater("busy") : ExportResult.success();
        });
    measured("r1");
    exports.invoked();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    // Each closed batch is an occasion; the circuit lets it through after a second.
    while (sent.size() < 2) {
      assertThat(System.nanoTime()).isLessThan(end);
      unixMillis.addAndGet(1_000);
      measured("later");
      Thread.onSpinWait();
    }
    assertThat(sent.poll()).isEqualTo("r1");
    assertThat(sent.poll()).isEqualTo("r1");
  }

  @Test
  void withoutAnExporterNothingIsKept() {
    measured("r1");
    List<String> files = new ArrayList<>();
    Collections.addAll(files, folder.toFile().list());
    assertThat(files).noneMatch(name -> name.endsWith(".lz4"));
  }
}
