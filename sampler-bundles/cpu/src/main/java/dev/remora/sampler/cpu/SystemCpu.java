// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import java.util.Arrays;

/**
 * The sandbox as a whole, from {@code /proc/stat}: time by mode, load against the allotted share,
 * and once the number of CPUs and the share.
 */
final class SystemCpu {
  /** Room for some 400 CPUs. */
  private static final int BUFFER_BYTES = 32 * 1024;

  private static final CpuMode[] MODES = CpuMode.values();

  private final ExecutionEnvironment environment;
  private final PluginLog log;
  private final boolean perCpu;
  private final boolean utilization;
  private final Attributes[] modeAttributes = CpuMetrics.byMode();
  private Attributes[][] cpuAttributes = new Attributes[0][];

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ProcScanner scanner = new ProcScanner();
  private final LoadWindow window = new LoadWindow();
  private final BusiestCore busiestCore = new BusiestCore();
  private final Accounting accounting = new Accounting();
  private StatFile before = new StatFile();
  private StatFile now = new StatFile();
  private boolean hasBaseline;
  private long beforeNanos;
  private int visibleCpus;
  private boolean announced;

  SystemCpu(PluginContext context, int assumedCpus) {
    environment = context.environment();
    log = context.log();
    perCpu = context.get(CpuSettings.PER_CPU);
    utilization = context.get(CpuSettings.UTILIZATION);
    visibleCpus = assumedCpus;
  }

  void sample(Observation observation, MetricRecorder recorder) {
    if (!observation.unbroken()) {
      window.close();
    }
    if (!now.read(scanner.over(buffer, observation.proc().read("stat", buffer)))) {
      log.warn(
          "/proc/stat cannot be read, expected lines of \"cpu\" and at least four numbers;"
              + " system.cpu.time and remora.cpu.load wait for the next good reading");
      return;
    }
    announce(recorder);
    int ticksPerSecond = observation.proc().constants().ticksPerSecond();
    if (hasBaseline) {
      recordTimes(recorder, ticksPerSecond);
    }
    recordLoad(observation, recorder, ticksPerSecond);
    keepAsBaseline(observation.monotonicNanos());
  }

  void close() {
    accounting.report(log);
  }

  /** What does not change is told once, as soon as the number of CPUs is known for sure. */
  private void announce(MetricRecorder recorder) {
    if (now.cpus() == 0) {
      return;
    }
    visibleCpus = now.cpus();
    if (!announced) {
      announced = true;
      recorder.record(CpuMetrics.LOGICAL_COUNT, Attributes.none(), (long) visibleCpus);
      recorder.record(
          CpuMetrics.ALLOTTED, Attributes.none(), environment.allottedCpus(visibleCpus));
    }
  }

  private void recordTimes(MetricRecorder recorder, int ticksPerSecond) {
    if (perCpu) {
      recordTimesPerCpu(recorder, ticksPerSecond);
      return;
    }
    for (CpuMode mode : MODES) {
      recorder.record(
          CpuMetrics.SYSTEM_TIME,
          modeAttributes[mode.ordinal()],
          (double) now.total().since(before.total(), mode) / ticksPerSecond);
    }
  }

  private void recordTimesPerCpu(MetricRecorder recorder, int ticksPerSecond) {
    int common = Math.min(now.cpus(), before.cpus());
    for (int i = 0; i < common; i++) {
      // A CPU that was switched on or off shifts the lines behind it: those begin anew.
      if (now.number(i) != before.number(i)) {
        return;
      }
      Attributes[] attributes = attributesOf(now.number(i));
      for (CpuMode mode : MODES) {
        recorder.record(
            CpuMetrics.SYSTEM_TIME,
            attributes[mode.ordinal()],
            (double) now.cpu(i).since(before.cpu(i), mode) / ticksPerSecond);
      }
    }
  }

  private Attributes[] attributesOf(int number) {
    if (number >= cpuAttributes.length) {
      cpuAttributes = Arrays.copyOf(cpuAttributes, number + 1);
    }
    if (cpuAttributes[number] == null) {
      Attributes[] attributes = new Attributes[CpuMode.COUNT];
      for (int i = 0; i < attributes.length; i++) {
        attributes[i] = modeAttributes[i].with("cpu.logical_number", AnyValue.of((long) number));
      }
      cpuAttributes[number] = attributes;
    }
    return cpuAttributes[number];
  }

  private void recordLoad(Observation observation, MetricRecorder recorder, int ticksPerSecond) {
    long nanos = observation.monotonicNanos();
    if (!window.isOpen() || now.total().wasReset(before.total())) {
      beginWindow(nanos);
      return;
    }
    window.add(now.total(), before.total(), nanos);
    accounting.add(now.total(), before.total(), nanos - beforeNanos, visibleCpus, ticksPerSecond);
    double allotted = environment.allottedCpus(visibleCpus);
    if (window.isFull(allotted, ticksPerSecond)) {
      recorder.record(CpuMetrics.LOAD, Attributes.none(), window.load(allotted, ticksPerSecond));
      double busiest = busiestCore.share(now, window.ticks(ticksPerSecond));
      if (busiest >= 0) {
        recorder.record(CpuMetrics.BUSIEST_CORE, Attributes.none(), busiest);
      }
      if (utilization) {
        recordUtilization(recorder, ticksPerSecond);
      }
      beginWindow(nanos);
    } else if (observation.cause() == Observation.Cause.INVOKE) {
      // What is left of one invocation is not merged into the next.
      beginWindow(nanos);
    }
  }

  private void beginWindow(long monotonicNanos) {
    window.begin(monotonicNanos);
    busiestCore.begin(now);
  }

  private void recordUtilization(MetricRecorder recorder, int ticksPerSecond) {
    for (CpuMode mode : MODES) {
      recorder.record(
          CpuMetrics.SYSTEM_UTILIZATION,
          modeAttributes[mode.ordinal()],
          window.utilization(mode, visibleCpus, ticksPerSecond));
    }
  }

  private void keepAsBaseline(long monotonicNanos) {
    StatFile free = before;
    before = now;
    now = free;
    beforeNanos = monotonicNanos;
    hasBaseline = true;
  }
}
