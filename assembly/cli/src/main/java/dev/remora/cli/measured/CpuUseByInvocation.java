// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Sums up exported points per invocation, by their attribute {@code faas.invocation_id}. */
public final class CpuUseByInvocation {
  private static final String INVOCATION_ID = "faas.invocation_id";
  private static final String LOAD = "remora.cpu.load";
  private static final String SYSTEM_TIME = "system.cpu.time";
  private static final String PROCESS_TIME = "process.cpu.time";
  private static final Set<String> BUSY_MODES = Set.of("user", "nice", "system", "interrupt");

  /** Other programs that take more of the machine than this make its load useless for the sandbox. */
  private static final double MOST_FOREIGN_SHARE = 0.05;

  private final Map<String, List<MetricPoint>> pointsOfInvocation = new HashMap<>();
  private final double allottedProcessors;
  private final double foreignShare;

  /**
   * @param points exported points in any order; those of no invocation do not count
   * @param allottedProcessors processors that the memory size buys, such as 0.29
   */
  public CpuUseByInvocation(List<MetricPoint> points, double allottedProcessors) {
    this.allottedProcessors = allottedProcessors;
    for (MetricPoint point : points) {
      String invocation = point.attribute(INVOCATION_ID);
      if (!invocation.isEmpty()) {
        pointsOfInvocation.computeIfAbsent(invocation, id -> new ArrayList<>()).add(point);
      }
    }
    pointsOfInvocation
        .values()
        .forEach(list -> list.sort(Comparator.comparingLong(MetricPoint::unixNanos)));
    this.foreignShare = foreignShare(points);
  }

  /**
   * What programs outside of the sandbox took of the machine while it was measured, from 0 to 1: busy
   * time less the time of the sandbox's processes. In Lambda there are none; on a desk there are.
   */
  public double foreignShare() {
    return foreignShare;
  }

  /** Whether the desk was so busy that the load is that of the sandbox's processes instead. */
  public boolean disturbed() {
    return foreignShare > MOST_FOREIGN_SHARE;
  }

  private static double foreignShare(List<MetricPoint> points) {
    double all = 0;
    double busy = 0;
    double processes = 0;
    for (MetricPoint point : points) {
      if (point.cumulative()) {
        continue;
      }
      if (point.isOf(SYSTEM_TIME)) {
        all += point.value();
        busy += BUSY_MODES.contains(point.attribute("cpu.mode")) ? point.value() : 0;
      } else if (point.isOf(PROCESS_TIME)) {
        processes += point.value();
      }
    }
    return all > 0 ? Math.max(0, busy - processes) / all : 0;
  }

  /**
   * What an invocation used; all empty when nothing was exported for it.
   *
   * @param durationSeconds how long it ran, for the estimate where no load was exported
   */
  public CpuUse of(String requestId, double durationSeconds) {
    List<MetricPoint> points = pointsOfInvocation.get(requestId);
    if (points == null) {
      return CpuUse.UNKNOWN;
    }
    OptionalDouble load = disturbed() ? OptionalDouble.empty() : meanLoad(points);
    boolean estimated = load.isEmpty();
    if (estimated) {
      load =
          disturbed()
              ? loadOfProcesses(points, durationSeconds)
              : estimatedLoad(points, durationSeconds);
    }
    return new CpuUse(
        load,
        estimated && load.isPresent(),
        processSeconds(points, "function"),
        processSeconds(points, "agent"));
  }

  /**
   * Mean of the load, each value weighted with the time that it covers. That time is the point's own
   * interval; a gauge usually has none, then that of the CPU times read in the same moment, then the
   * time since the previous value. The plain mean where no value's time is known.
   */
  private static OptionalDouble meanLoad(List<MetricPoint> points) {
    Map<Long, Long> startOfReading = startsOfReadings(points);
    double weighted = 0;
    double seconds = 0;
    double plain = 0;
    int count = 0;
    long previous = 0;
    for (MetricPoint point : points) {
      if (point.isOf(LOAD)) {
        long start = point.startUnixNanos();
        if (start == 0) {
          start = startOfReading.getOrDefault(point.unixNanos(), previous);
        }
        double covered = start == 0 ? 0 : (point.unixNanos() - start) / 1e9;
        weighted += point.value() * covered;
        seconds += covered;
        plain += point.value();
        count++;
        previous = point.unixNanos();
      }
    }
    if (count == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(seconds > 0 ? weighted / seconds : plain / count);
  }

  private static Map<Long, Long> startsOfReadings(List<MetricPoint> points) {
    Map<Long, Long> starts = new HashMap<>();
    for (MetricPoint point : points) {
      if (point.isOf(SYSTEM_TIME) && !point.cumulative() && point.startUnixNanos() != 0) {
        starts.put(point.unixNanos(), point.startUnixNanos());
      }
    }
    return starts;
  }

  /** Busy seconds of the whole sandbox over the allotted seconds of the invocation. */
  private OptionalDouble estimatedLoad(List<MetricPoint> points, double durationSeconds) {
    double allottedSeconds = allottedProcessors * durationSeconds;
    double busySeconds = 0;
    boolean known = false;
    for (MetricPoint point : points) {
      if (point.isOf(SYSTEM_TIME)
          && !point.cumulative()
          && BUSY_MODES.contains(point.attribute("cpu.mode"))) {
        busySeconds += point.value();
        known = true;
      }
    }
    return known && allottedSeconds > 0
        ? OptionalDouble.of(busySeconds / allottedSeconds)
        : OptionalDouble.empty();
  }

  /** Seconds of the function's and the agent's processes over the allotted seconds. */
  private OptionalDouble loadOfProcesses(List<MetricPoint> points, double durationSeconds) {
    double allottedSeconds = allottedProcessors * durationSeconds;
    OptionalDouble function = processSeconds(points, "function");
    OptionalDouble agent = processSeconds(points, "agent");
    return function.isPresent() && allottedSeconds > 0
        ? OptionalDouble.of((function.getAsDouble() + agent.orElse(0)) / allottedSeconds)
        : OptionalDouble.empty();
  }

  private static OptionalDouble processSeconds(List<MetricPoint> points, String role) {
    double seconds = 0;
    boolean known = false;
    for (MetricPoint point : points) {
      if (point.isOf(PROCESS_TIME)
          && !point.cumulative()
          && point.attribute("remora.process.role").equals(role)) {
        seconds += point.value();
        known = true;
      }
    }
    return known ? OptionalDouble.of(seconds) : OptionalDouble.empty();
  }
}
