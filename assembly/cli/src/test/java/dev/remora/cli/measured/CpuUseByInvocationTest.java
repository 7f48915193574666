// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuUseByInvocationTest {
  private static final long BEGIN = 1_800_000_000_000_000_000L;

  private final List<MetricPoint> points = new ArrayList<>();

  @Test
  void aLoadIsWeightedWithTheTimeSinceThePreviousOne() {
    load("a", 0, 0.9); // covers a time that nobody knows
    load("a", 1_000, 0.2);
    load("a", 4_000, 1.0);
    assertThat(use("a", 1).load().orElseThrow()).isCloseTo(0.8, within(1e-9));
    assertThat(use("a", 1).estimated()).isFalse();
  }

  @Test
  void aLoadIsWeightedWithTheIntervalOfTheTimesReadInTheSameMoment() {
    systemTime("a", 0, 300, "user", 0.3);
    load("a", 300, 1.0);
    systemTime("a", 300, 400, "user", 0);
    load("a", 400, 0);
    assertThat(use("a", 1).load().orElseThrow()).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void aLoadWithAnIntervalOfItsOwnIsWeightedWithThat() {
    points.add(point("remora.cpu.load", "a", 0, 900, 1.0, Map.of()));
    points.add(point("remora.cpu.load", "a", 900, 1_000, 0, Map.of()));
    assertThat(use("a", 1).load().orElseThrow()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void theOrderInTheFileDoesNotMatter() {
    load("a", 4_000, 1.0);
    load("a", 1_000, 0.2);
    load("a", 0, 0.9);
    assertThat(use("a", 1).load().orElseThrow()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void aSingleLoadOfUnknownTimeIsTakenAsItIs() {
    load("a", 500, 0.42);
    assertThat(use("a", 1).load()).hasValue(0.42);
  }

  @Test
  void anotherInvocationsPointsDoNotCount() {
    load("a", 0, 0.1);
    load("b", 1_000, 1.0);
    load("a", 2_000, 0.3);
    assertThat(use("a", 1).load().orElseThrow()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void withoutALoadItIsEstimatedFromBusyTimeOverAllottedTime() {
    systemTime("a", 0, 1_000, "user", 0.20);
    systemTime("a", 0, 1_000, "system", 0.05);
    systemTime("a", 0, 1_000, "interrupt", 0.03);
    systemTime("a", 0, 1_000, "nice", 0.02);
    systemTime("a", 0, 1_000, "idle", 1.5);
    systemTime("a", 0, 1_000, "iowait", 0.5);
    systemTime("a", 0, 1_000, "steal", 0.7);
    CpuUse use = use("a", 0.5); // half a processor, for two seconds
    assertThat(use.load().orElseThrow()).isCloseTo(0.3, within(1e-9));
    assertThat(use.estimated()).isTrue();
  }

  @Test
  void secondsOfFunctionAndAgentAreAddedUpApart() {
    processTime("a", "function", 0.5);
    processTime("a", "function", 0.25);
    processTime("a", "agent", 0.01);
    processTime("a", "other", 7);
    CpuUse use = use("a", 1);
    assertThat(use.functionSeconds()).hasValue(0.75);
    assertThat(use.agentSeconds()).hasValue(0.01);
    assertThat(use.load()).isEmpty();
    assertThat(use.estimated()).isFalse();
  }

  @Test
  void busyTimeOfNeitherFunctionNorAgentIsForeign() {
    systemTime("a", 0, 1_000, "user", 1.2);
    systemTime("a", 0, 1_000, "idle", 0.8);
    processTime("a", "function", 0.5);
    processTime("a", "agent", 0.1);
    processTime("a", "other", 0.4);
    assertThat(new CpuUseByInvocation(points, 1).foreignShare().orElseThrow())
        .isCloseTo(0.3, within(1e-9));
    assertThat(new CpuUseByInvocation(List.of(), 1).foreignShare()).isEmpty();
  }

  @Test
  void onABusyDeskTheLoadIsThatOfTheSandboxsProcesses() {
    systemTime("a", 0, 1_000, "user", 1.9);
    systemTime("a", 0, 1_000, "idle", 0.1);
    load("a", 1_000, 1.9);
    processTime("a", "function", 0.5);
    processTime("a", "agent", 0.1);
    CpuUseByInvocation busyDesk = new CpuUseByInvocation(points, 1);
    assertThat(busyDesk.disturbed()).isTrue();
    CpuUse use = busyDesk.of("a", 1);
    assertThat(use.load().orElseThrow()).isCloseTo(0.6, within(1e-9));
    assertThat(use.estimated()).isTrue();
  }

  @Test
  void onAQuietDeskTheLoadIsTheExportedOne() {
    systemTime("a", 0, 1_000, "user", 0.65);
    systemTime("a", 0, 1_000, "idle", 1.35);
    load("a", 1_000, 0.65);
    processTime("a", "function", 0.5);
    processTime("a", "agent", 0.1);
    CpuUseByInvocation quietDesk = new CpuUseByInvocation(points, 1);
    assertThat(quietDesk.disturbed()).isFalse();
    assertThat(quietDesk.of("a", 1).load()).hasValue(0.65);
  }

  @Test
  void whetherTheDeskIsBusyIsUnknownWithoutTheProcesses() {
    systemTime("a", 0, 1_000, "user", 1.9);
    assertThat(new CpuUseByInvocation(points, 1).foreignShare()).isEmpty();
  }

  @Test
  void cumulativeTimesAreNotAddedUp() {
    points.add(
        new MetricPoint(
            "process.cpu.time",
            true,
            BEGIN,
            BEGIN + 1,
            3,
            Map.of("faas.invocation_id", "a", "remora.process.role", "function")));
    assertThat(use("a", 1)).isEqualTo(CpuUse.UNKNOWN);
  }

  @Test
  void nothingIsKnownOfAnInvocationThatNothingWasExportedFor() {
    load("a", 0, 1);
    assertThat(use("b", 1)).isEqualTo(CpuUse.UNKNOWN);
  }

  @Test
  void theCurveIsTheLoadFromReadingToReading() {
    load("a", 4_000, 1.0);
    load("b", 2_000, 0.7);
    load("a", 1_000, 0.2);
    assertThat(new CpuUseByInvocation(points, 1).curve("a")).containsExactly(0.2, 1.0);
    assertThat(new CpuUseByInvocation(points, 1).curve("unknown")).isEmpty();
  }

  @Test
  void onADisturbedMachineTheCurveIsThatOfTheSandboxsProcesses() {
    systemTime("a", 0, 1_000, "user", 1.9);
    systemTime("a", 0, 1_000, "idle", 0.1);
    load("a", 1_000, 3.8);
    processTime("a", "function", 0.2);
    processTime("a", "agent", 0.05);
    processTime("a", "other", 0.9);
    assertThat(new CpuUseByInvocation(points, 0.5).disturbed()).isTrue();
    assertThat(new CpuUseByInvocation(points, 0.5).curve("a")).containsExactly(0.5);
  }

  private CpuUse use(String invocation, double allotted) {
    return new CpuUseByInvocation(points, allotted).of(invocation, 2);
  }

  private void load(String invocation, long millis, double value) {
    points.add(
        new MetricPoint(
            "remora.cpu.load",
            false,
            0,
            BEGIN + millis * 1_000_000,
            value,
            Map.of("faas.invocation_id", invocation)));
  }

  private void systemTime(String invocation, long from, long to, String mode, double seconds) {
    points.add(point("system.cpu.time", invocation, from, to, seconds, Map.of("cpu.mode", mode)));
  }

  private void processTime(String invocation, String role, double seconds) {
    points.add(
        point(
            "process.cpu.time",
            invocation,
            0,
            1_000,
            seconds,
            Map.of("remora.process.role", role)));
  }

  private static MetricPoint point(
      String metric,
      String invocation,
      long from,
      long to,
      double value,
      Map<String, String> attributes) {
    Map<String, String> all = new HashMap<>(attributes);
    all.put("faas.invocation_id", invocation);
    return new MetricPoint(
        metric, false, BEGIN + from * 1_000_000, BEGIN + to * 1_000_000, value, all);
  }
}
