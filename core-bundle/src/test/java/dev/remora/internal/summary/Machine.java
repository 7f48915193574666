// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A sandbox that does what a test says, read as the sampling plan has it: CPU time in whole kernel
 * ticks, as the kernel tells it, at least every second.
 */
final class Machine {
  private static final double MEGABYTE = 1024 * 1024;

  private final int megabytes;
  private final int cpus;
  private final double interval;
  private final Readings readings = new Readings();
  private final Ticks ticks = new Ticks();
  private final Map<Signal, Double> counted = new EnumMap<>(Signal.class);
  private final Map<Signal, Double> told = new EnumMap<>(Signal.class);
  private final Map<Signal, Double> states = new EnumMap<>(Signal.class);
  private double seconds;
  private double stealPerSecond;
  private double bytesPerSecond;
  private double segmentsPerSecond;
  private double retransmittedShare;
  private double faultsPerSecond;
  private double busiestCore = Double.NaN;
  private boolean network;
  private boolean silent;
  private boolean shared;
  private double foreignCpus;

  Machine(int megabytes, int cpus) {
    this.megabytes = megabytes;
    this.cpus = cpus;
    this.interval = Math.clamp(0.1 / share(), 0.1, 1.0);
    readings.record(Signal.VISIBLE_CPUS, cpus);
    ticks.begin(0, readings);
  }

  double share() {
    return Math.min(megabytes / 1769.0, cpus);
  }

  /** From now on the host takes that many CPU seconds a second. */
  Machine steal(double perSecond) {
    stealPerSecond = perSecond;
    return this;
  }

  /** So many CPUs are busy with what belongs to no process of the sandbox. */
  Machine foreign(double busyCpus, boolean otherPrograms) {
    foreignCpus = busyCpus;
    shared = otherPrograms;
    return this;
  }

  Machine network(double perSecond) {
    network = true;
    bytesPerSecond = perSecond;
    return this;
  }

  Machine segments(double perSecond, double retransmitted) {
    segmentsPerSecond = perSecond;
    retransmittedShare = retransmitted;
    return this;
  }

  Machine faults(double perSecond) {
    faultsPerSecond = perSecond;
    return this;
  }

  Machine busiestCore(double share) {
    busiestCore = share;
    return this;
  }

  Machine functionMemory(double megabytesUsed) {
    states.put(Signal.FUNCTION_MEMORY, megabytesUsed * MEGABYTE);
    return this;
  }

  Machine state(Signal signal, double value) {
    states.put(signal, value);
    return this;
  }

  /** From now on no sampler can read anything, until it is called again. */
  Machine silent(boolean now) {
    silent = now;
    return this;
  }

  /** Runs with so many CPUs busy on average. */
  Machine run(double forSeconds, double busyCpus) {
    for (double left = forSeconds; left > 1e-9; ) {
      double step = Math.min(interval, left);
      step(step, busyCpus, true);
      left -= step;
    }
    return this;
  }

  /** One interval with a freeze in it: time passes, nothing happens beyond so much work. */
  Machine freeze(double forSeconds, double busySeconds) {
    step(forSeconds, busySeconds / forSeconds, false);
    return this;
  }

  private void step(double length, double busyCpus, boolean unbroken) {
    seconds += length;
    double busy = busyCpus * length;
    count(Signal.CPU_USER, 0.8 * busy + foreignCpus * length);
    count(Signal.CPU_SYSTEM, 0.2 * busy);
    count(Signal.OTHER_CPU, 0);
    count(Signal.CPU_STEAL, stealPerSecond * length);
    count(Signal.FUNCTION_CPU, 0.95 * busy);
    count(Signal.AGENT_CPU, 0.05 * busy);
    count(Signal.CPU_IDLE, Math.max(0, (cpus - busyCpus - foreignCpus - stealPerSecond) * length));
    readings.clear();
    if (!silent) {
      record(length);
    }
    ticks.add(Math.round(seconds * 1e9), unbroken, readings);
  }

  private void record(double length) {
    counted.keySet().forEach(signal -> readings.record(signal, ofWholeTicks(signal)));
    if (network) {
      readings.record(Signal.NETWORK_RECEIVED, Math.rint(0.75 * bytesPerSecond * length));
      readings.record(Signal.NETWORK_SENT, Math.rint(0.25 * bytesPerSecond * length));
    }
    if (segmentsPerSecond > 0) {
      readings.record(Signal.TCP_SENT, segmentsPerSecond * length);
      readings.record(Signal.TCP_RETRANSMITTED, segmentsPerSecond * length * retransmittedShare);
    }
    if (faultsPerSecond > 0) {
      readings.record(Signal.MAJOR_FAULTS, faultsPerSecond * length);
    }
    if (!Double.isNaN(busiestCore)) {
      readings.record(Signal.BUSIEST_CORE, busiestCore);
    }
    states.forEach(readings::record);
  }

  private void count(Signal signal, double addedSeconds) {
    counted.merge(signal, addedSeconds, Double::sum);
  }

  /** What the kernel has counted since it was asked last. */
  private double ofWholeTicks(Signal signal) {
    double now = Math.floor(counted.get(signal) * 100 + 1e-6) / 100;
    double before = told.getOrDefault(signal, 0.0);
    told.put(signal, now);
    return now - before;
  }

  Ticks ticks() {
    return ticks;
  }

  InvocationFacts facts() {
    return facts(null, null, 0);
  }

  InvocationFacts facts(RuntimeDone done, InvocationReport report, long measuredBefore) {
    return new InvocationFacts(
        new Invocation("r1", "", 0, "", 1),
        new ExecutionEnvironment("f", "1", "eu-west-1", megabytes, "on-demand"),
        "on-demand",
        cpus,
        1_000_000_000L,
        1_000_000_000L + Math.round(seconds * 1e9),
        null,
        done,
        report,
        0,
        0,
        shared,
        measuredBefore);
  }

  InvocationSummary summary() {
    return InvocationSummary.of(facts(), ticks);
  }

  InvocationSummary summaryWith(InvocationReport report) {
    return InvocationSummary.of(facts(null, report, 0), ticks);
  }

  static InvocationReport report(String status, String errorType, double peakMegabytes) {
    return new InvocationReport(
        0,
        "r1",
        status,
        errorType,
        OptionalDouble.of(2.0),
        OptionalDouble.of(2.0),
        OptionalLong.of(Math.round(peakMegabytes * MEGABYTE)),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}
