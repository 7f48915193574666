// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.Observation;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.proc.Reading;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When readings are taken, to whom they belong, and what a freeze does to them. */
class RoundTest {
  private static final Duration AT_ONCE = Duration.ofMillis(5);

  @TempDir private Path proc;
  private Desk desk;

  @BeforeEach
  void sit() {
    desk = new Desk(proc, Temporality.DELTA);
  }

  private static double sum(Desk.Batch batch, String metric) {
    double sum = 0;
    for (NumberPoint point : ((MetricData.Sum) batch.metric(metric).data()).points()) {
      sum += point.asDouble();
    }
    return sum;
  }

  private List<Observation.Cause> causes() {
    return desk.seen.stream().map(Observation::cause).toList();
  }

  @Test
  void theReadingAtInvokeComesBeforeAnythingElse() {
    desk.invoke("r1");
    assertThat(desk.seen).hasSize(1);
    assertThat(desk.events).containsExactly("in sandbox", "tell", "invoked");
  }

  @Test
  void theFirstReadingOfASandboxIsABaselineAndAddsNothing() {
    desk.pass(Duration.ofSeconds(3), 1);
    desk.invoke("r1");
    assertThat(desk.batches).isEmpty();
    assertThat(desk.seen.getFirst().unbroken()).isFalse();
    assertThat(desk.seen.getFirst().invocation()).isEmpty();
  }

  @Test
  void whenThePlatformSaysThatTheFunctionHasFinishedItIsReadAtOnce() {
    desk.invoke("r1");
    desk.ticks(3, 1);
    desk.pass(Duration.ofMillis(50), 1);
    desk.done("r1", AT_ONCE);
    assertThat(causes()).endsWith(Observation.Cause.TICK, Observation.Cause.END);
    assertThat(desk.seen.getLast().unbroken()).isTrue();
    assertThat(desk.seen.getLast().invocation().orElseThrow().requestId()).isEqualTo("r1");
    assertThat(desk.round.inInvocation()).isFalse();
    assertThat(desk.events).endsWith("ended");
    assertThat(desk.batches).extracting(Desk.Batch::invocationId).containsExactly("r1");
  }

  @Test
  void whatFollowsAnEndBelongsToNoInvocation() {
    desk.invoke("r1");
    desk.ticks(2, 1);
    desk.done("r1", AT_ONCE);
    desk.pass(Duration.ofMillis(70), 1);
    desk.invoke("r2");
    desk.ticks(1, 0.5);
    desk.done("r2", AT_ONCE);
    assertThat(desk.batches).extracting(Desk.Batch::invocationId).containsExactly("r1", "", "r2");
    assertThat(desk.batches)
        .extracting(batch -> sum(batch, "process.cpu.time"))
        .satisfiesExactly(
            first -> assertThat(first).isCloseTo(0.2, within(1e-9)),
            between -> assertThat(between).isCloseTo(0.07, within(1e-9)),
            second -> assertThat(second).isCloseTo(0.05, within(1e-9)));
    assertThat(desk.seen)
        .filteredOn(seen -> seen.cause() == Observation.Cause.INVOKE)
        .allMatch(seen -> seen.invocation().isEmpty());
  }

  @Test
  void withoutAWordOfThePlatformAnInvocationLastsUntilTheNextOne() {
    desk.invoke("r1");
    desk.ticks(2, 1);
    desk.pass(Duration.ofMillis(70), 1);
    desk.freeze(Duration.ofMinutes(10), true);
    desk.invoke("r2");
    assertThat(desk.batches).extracting(Desk.Batch::invocationId).containsExactly("r1");
    assertThat(sum(desk.batches.getFirst(), "process.cpu.time")).isCloseTo(0.27, within(1e-9));
    assertThat(desk.seen.getLast().unbroken()).isFalse();
  }

  @Test
  void aWordThatComesAfterAFreezeEndsTheInvocationAndMakesNoRate() {
    desk.invoke("r1");
    desk.ticks(2, 1);
    desk.freeze(Duration.ofMinutes(5), false);
    desk.done("r1", Duration.ofMinutes(5));
    assertThat(desk.seen.getLast().cause()).isEqualTo(Observation.Cause.END);
    assertThat(desk.seen.getLast().unbroken()).isFalse();
  }

  @Test
  void aWordAboutAnotherInvocationIsNoEnd() {
    desk.invoke("r1");
    desk.ticks(1, 1);
    desk.invoke("r2");
    desk.done("r1", Duration.ofSeconds(1));
    desk.done("unknown", Duration.ZERO);
    assertThat(causes()).doesNotContain(Observation.Cause.END);
    assertThat(desk.round.inInvocation()).isTrue();
  }

  @Test
  void aWordThatComesTwiceEndsOnce() {
    desk.invoke("r1");
    desk.done("r1", AT_ONCE);
    desk.done("r1", AT_ONCE);
    assertThat(causes()).containsExactly(Observation.Cause.INVOKE, Observation.Cause.END);
  }

  @Test
  void aWordThatWasThereBeforeItsInvocationEndsItWhenNothingElseIsToDo() {
    desk.done("r1", AT_ONCE);
    desk.invoke("r1");
    assertThat(desk.round.inInvocation()).isTrue();
    desk.round.endIfDone();
    assertThat(desk.round.inInvocation()).isFalse();
    assertThat(causes()).containsExactly(Observation.Cause.INVOKE, Observation.Cause.END);
  }

  @Test
  void aTickBehindAStepOfTheWallClockMakesNoRateAndPointsStayInOrder() {
    desk.invoke("r1");
    desk.ticks(1, 1);
    desk.stepWallClock(Duration.ofHours(-1));
    desk.ticks(1, 1);
    assertThat(desk.seen.get(1).unbroken()).isTrue();
    assertThat(desk.seen.get(2).unbroken()).isFalse();
    assertThat(desk.seen.get(2).unixNanos() - desk.seen.get(1).unixNanos()).isEqualTo(100_000_000L);
    desk.invoke("r2");
    assertThat(desk.seen.get(3).unixNanos()).isGreaterThan(desk.seen.get(2).unixNanos());
  }

  @Test
  void aLateTickMakesNoRate() {
    desk.invoke("r1");
    desk.round.tick(true, 0);
    assertThat(desk.seen.getLast().unbroken()).isFalse();
  }

  @Test
  void timeIsAnchoredAnewAtEachInvocation() {
    desk.invoke("r1");
    desk.freeze(Duration.ofHours(2), false);
    desk.invoke("r2");
    assertThat(desk.seen.getLast().unixNanos()).isEqualTo(desk.wall());
    desk.ticks(1, 1);
    assertThat(desk.seen.getLast().unbroken()).isTrue();
  }

  @Test
  void aReadingOfTheScriptThatWasOvertakenIsNotTaken() {
    desk.invoke("r1");
    desk.pass(Duration.ofMillis(10), 1);
    long then = desk.wall();
    desk.pass(Duration.ofMillis(10), 1);
    desk.round.tick(false, 0);
    byte[] records = "stat 3\ncpu".getBytes(StandardCharsets.UTF_8);
    desk.round.invoke(desk.invocation("r2"), Reading.parse(records, 0, then), "sandbox");
    assertThat(desk.seen.getLast().live()).isTrue();
    desk.round.invoke(desk.invocation("r3"), Reading.parse(records, 0, 0), "sandbox");
    assertThat(desk.seen.getLast().live()).isTrue();
    desk.pass(Duration.ofMillis(10), 1);
    desk.round.invoke(desk.invocation("r4"), Reading.parse(records, 0, desk.wall()), "sandbox");
    assertThat(desk.seen.getLast().live()).isFalse();
  }

  @Test
  void aRestoredSandboxIsAnotherOneFromItsFirstReadingOn() {
    // A snapshot was taken before any invocation; the copy wakes up a day later with a new id.
    desk.round.told(new InitStart(0, "snap-start", "init", "snapshot-stream"));
    desk.pass(Duration.ofSeconds(30), 2);
    desk.freeze(Duration.ofDays(1), false);
    desk.round.told(new InitStart(0, "snap-start", "", "stream-of-the-copy"));
    long restored = desk.wall();
    desk.invoke("r1", "restored");
    desk.ticks(2, 1);
    desk.round.shutdown("spindown");
    Desk.Batch batch = desk.batches.getFirst();
    assertThat(desk.events).startsWith("in restored");
    assertThat(batch.resource().attributes().text("service.instance.id")).isEqualTo("restored");
    assertThat(batch.resource().attributes().text("faas.instance")).isEqualTo("stream-of-the-copy");
    assertThat(sum(batch, "process.cpu.time")).isCloseTo(0.2, within(1e-9));
    for (NumberPoint point : ((MetricData.Sum) batch.metric("process.cpu.time").data()).points()) {
      assertThat(point.startUnixNanos()).isGreaterThanOrEqualTo(restored);
    }
  }

  @Test
  void withoutANameOfThePlatformTheSandboxsIdentityStandsForIt() {
    desk.invoke("r1");
    desk.ticks(1, 1);
    desk.round.shutdown("spindown");
    assertThat(desk.batches.getFirst().resource().attributes().text("faas.instance"))
        .isEqualTo("sandbox");
  }

  @Test
  void cumulativePointsCountFromTheFirstReadingOnAcrossInvocations() {
    desk = new Desk(proc, Temporality.CUMULATIVE);
    desk.invoke("r1");
    long start = desk.seen.getFirst().unixNanos();
    desk.ticks(1, 1);
    desk.done("r1", AT_ONCE);
    desk.invoke("r2");
    desk.ticks(2, 1);
    desk.round.shutdown("spindown");
    MetricData.Sum sum = (MetricData.Sum) desk.batches.getLast().metric("process.cpu.time").data();
    assertThat(sum.temporality()).isEqualTo(Temporality.CUMULATIVE);
    assertThat(sum.points()).allMatch(point -> point.startUnixNanos() == start);
    assertThat(sum.points().getLast().asDouble()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void aSandboxThatIsNeverInvokedIsReadAtItsEndAndHasNoSummary() {
    desk.platform.tellerCame("lambda");
    desk.round.shutdown("spindown");
    assertThat(causes()).containsExactly(Observation.Cause.SHUTDOWN);
    assertThat(desk.summaries).isEmpty();
  }

  @Test
  void aTickAllocatesNextToNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    desk.invoke("r1");
    desk.ticks(3_000, 0.5);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      // Now and then processes are listed, or a batch is closed: not in each of these.
      long before = threads.getCurrentThreadAllocatedBytes();
      desk.ticks(5, 0.5);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    // What is left: the moment, the iterator over the samplers, and the test's own bookkeeping.
    assertThat(least / 5).isLessThan(500);
  }
}
