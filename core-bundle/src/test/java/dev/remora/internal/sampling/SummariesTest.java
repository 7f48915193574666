// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Temporality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a summary is written, and with what. */
class SummariesTest {
  private static final Duration AT_ONCE = Duration.ofMillis(5);

  @TempDir private Path proc;
  private Desk desk;

  @BeforeEach
  void sit() {
    desk = new Desk(proc, Temporality.DELTA);
  }

  private List<String> written() {
    return desk.summaries.stream().map(s -> Desk.text(s, "faas.invocation_id")).toList();
  }

  @Test
  void whereNobodyHearsThePlatformItIsWrittenAtTheNextInvocation() {
    desk.invoke("r1");
    desk.ticks(10, 1);
    desk.invoke("r2");
    assertThat(written()).containsExactly("r1");
    LogRecord summary = desk.summaries.getFirst();
    assertThat(Desk.text(summary, "remora.verdict")).isEqualTo("cpu_bound");
    assertThat(Desk.number(summary, "remora.duration_s")).isCloseTo(1.0, within(1e-9));
    assertThat(Desk.number(summary, "remora.cpu.total_s")).isCloseTo(1.0, within(1e-9));
    assertThat(Desk.number(summary, "remora.net.total_bytes")).isEqualTo(1000);
    assertThat(Desk.number(summary, "remora.samples")).isEqualTo(12);
    assertThat(desk.resourcesOfSummaries.getFirst().attributes().text("faas.name"))
        .isEqualTo("orders");
    desk.round.shutdown("spindown");
    assertThat(written()).containsExactly("r1", "r2");
  }

  @Test
  void whereSomebodyDoesItWaitsForTheAccount() {
    desk.platform.tellerCame("lambda");
    desk.invoke("r1");
    desk.ticks(10, 0.1);
    desk.done("r1", AT_ONCE);
    assertThat(written()).isEmpty();
    desk.invoke("r2");
    desk.report("other", 7);
    assertThat(written()).isEmpty();
    desk.report("r1", 1.25);
    assertThat(written()).containsExactly("r1");
    LogRecord summary = desk.summaries.getFirst();
    assertThat(Desk.number(summary, "remora.duration_s")).isEqualTo(1.25);
    assertThat(Desk.number(summary, "remora.runtime.duration_s")).isEqualTo(1.0);
    assertThat(Desk.number(summary, "remora.agent.post_runtime_ms")).isCloseTo(250, within(1e-6));
    assertThat(Desk.number(summary, "remora.mem.peak")).isEqualTo(100 << 20);
  }

  @Test
  void anAccountThatIsThereAlreadyIsNotWaitedFor() {
    desk.platform.tellerCame("lambda");
    desk.invoke("r1");
    desk.ticks(1, 1);
    desk.report("r1", 1);
    desk.done("r1", AT_ONCE);
    assertThat(written()).containsExactly("r1");
  }

  @Test
  void itWaitsNoLongerThanTheNextInvocation() {
    desk.platform.tellerCame("lambda");
    desk.invoke("r1");
    desk.ticks(10, 1);
    desk.invoke("r2");
    desk.ticks(5, 0.1);
    assertThat(written()).isEmpty();
    desk.invoke("r3");
    assertThat(written()).containsExactly("r1");
    assertThat(Desk.text(desk.summaries.getFirst(), "remora.verdict")).isEqualTo("cpu_bound");
    desk.report("r2", 1);
    assertThat(Desk.text(desk.summaries.getLast(), "remora.verdict")).isEqualTo("waiting");
    desk.round.shutdown("spindown");
    assertThat(written()).containsExactly("r1", "r2", "r3");
  }

  @Test
  void whoeverLeavesIsNotWaitedForAnyMore() {
    desk.platform.tellerCame("lambda");
    desk.platform.tellerGone("lambda");
    desk.invoke("r1");
    desk.invoke("r2");
    assertThat(written()).containsExactly("r1");
  }

  @Test
  void theReadingBehindTheEndBelongsToNone() {
    desk.platform.tellerCame("lambda");
    desk.invoke("r1");
    desk.ticks(10, 1);
    desk.done("r1", AT_ONCE);
    desk.pass(Duration.ofSeconds(5), 2);
    desk.round.shutdown("spindown");
    assertThat(Desk.number(desk.summaries.getFirst(), "remora.cpu.total_s"))
        .isCloseTo(1.0, within(1e-9));
  }

  @Test
  void whatWasExportedMeanwhileIsTold() {
    desk.exported(1000);
    desk.invoke("r1");
    desk.exported(42);
    desk.invoke("r2");
    assertThat(Desk.number(desk.summaries.getFirst(), "remora.agent.exported_bytes")).isEqualTo(42);
  }

  @Test
  void howTheSandboxCameToBeIsTold() {
    desk.round.told(new InitStart(0, "provisioned-concurrency", "init", ""));
    desk.round.told(new InitReport(0, false, "init", "success", "", OptionalDouble.of(0.4)));
    desk.invoke("r1");
    desk.invoke("r2");
    desk.invoke("r3");
    assertThat(Desk.text(desk.summaries.getFirst(), "remora.init.type"))
        .isEqualTo("provisioned-concurrency");
    assertThat(Desk.number(desk.summaries.getFirst(), "remora.init.duration_s")).isEqualTo(0.4);
    assertThat(desk.summaries.getLast().attributes().get("remora.init.duration_s")).isEmpty();
  }

  @Test
  void ticksThatWereMissedAreCountedWhereTheInvocationWentOn() {
    desk.invoke("r1");
    desk.ticks(2, 1);
    desk.round.tick(true, 4);
    desk.ticks(1, 1);
    desk.invoke("r2");
    assertThat(Desk.number(desk.summaries.getFirst(), "remora.missed")).isEqualTo(4);
  }

  @Test
  void ticksThatAFreezeBehindTheEndKeptAwayAreNotMissed() {
    desk.invoke("r1");
    desk.ticks(2, 1);
    desk.freeze(Duration.ofMinutes(1), true);
    desk.round.tick(true, 600);
    desk.invoke("r2");
    assertThat(Desk.number(desk.summaries.getFirst(), "remora.missed")).isZero();
    desk.ticks(2, 1);
    desk.freeze(Duration.ofMinutes(1), true);
    desk.round.tick(true, 600);
    desk.done("r2", Duration.ofMinutes(1));
    assertThat(Desk.number(desk.summaries.getLast(), "remora.missed")).isZero();
  }

  @Test
  void ticksThatWereMissedBeforeTheEndAreCounted() {
    desk.invoke("r1");
    desk.pass(Duration.ofMillis(500), 2);
    desk.round.tick(true, 4);
    desk.pass(Duration.ofMillis(50), 2);
    desk.done("r1", AT_ONCE);
    assertThat(Desk.number(desk.summaries.getFirst(), "remora.missed")).isEqualTo(4);
  }

  @Test
  void anInvocationOfThirtyMinutesIsSummedUpExactly() {
    desk.invoke("r1");
    desk.ticks(18_000, 0.5);
    desk.invoke("r2");
    LogRecord summary = desk.summaries.getFirst();
    assertThat(Desk.number(summary, "remora.cpu.total_s")).isCloseTo(900, within(1e-6));
    assertThat(Desk.number(summary, "remora.cpu.load.avg")).isCloseTo(0.5, within(1e-6));
    assertThat(Desk.number(summary, "remora.samples")).isEqualTo(18_002);
    assertThat(Desk.text(summary, "remora.hint.confidence")).isEqualTo("low");
    assertThat(Desk.text(summary, "remora.quality.missing")).isEqualTo("memory,platform");
  }
}
