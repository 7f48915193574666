// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Sums up exported points per invocation, by their attribute {@code faas.invocation_id}. */
public final class CpuUseByInvocation {
  private static final String INVOCATION_ID = "faas.invocation_id";
  private static final String LOAD = "remora.cpu.load";
  private static final String SYSTEM_TIME = "system.cpu.time";
  private static final String PROCESS_TIME = "process.cpu.time";
  private static final Set<String> BUSY_MODES = Set.of("user", "nice", "system", "interrupt");
  private static final String ROLE = "remora.process.role";
  private static final Set<String> OWN_ROLES = Set.of("function", "agent");
  private static final double NOTEWORTHY_FOREIGN_SHARE = 0.05;

  private final Map<String, List<MetricPoint>> pointsOfInvocation = new HashMap<>();
  private final double allottedProcessors;
  private final boolean disturbed;

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
    this.disturbed = foreignShare().orElse(0) > NOTEWORTHY_FOREIGN_SHARE;
  }

  /**
   * Whether other programs kept the machine so busy that its load says little about the sandbox;
   * then the load is that of the sandbox's own processes. In Lambda there are no other programs.
   */
  public boolean disturbed() {
    return disturbed;
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
    OptionalDouble load = disturbed ? OptionalDouble.empty() : meanLoad(points);
    boolean estimated = load.isEmpty();
    if (estimated) {
      OptionalDouble busySeconds =
          disturbed
              ? sum(points, PROCESS_TIME, ROLE, OWN_ROLES::contains)
              : sum(points, SYSTEM_TIME, "cpu.mode", BUSY_MODES::contains);
      load = share(busySeconds, durationSeconds);
    }
    return new CpuUse(
        load,
        estimated && load.isPresent(),
        sum(points, PROCESS_TIME, ROLE, "function"::equals),
        sum(points, PROCESS_TIME, ROLE, "agent"::equals));
  }

  /**
   * The load from reading to reading, in the order of time: what {@link #of} sums up. Empty when
   * nothing was exported for the invocation.
   */
  public List<Double> curve(String requestId) {
    List<MetricPoint> points = pointsOfInvocation.getOrDefault(requestId, List.of());
    return disturbed ? loadsOfProcesses(points) : values(points, LOAD);
  }

  private static List<Double> values(List<MetricPoint> points, String metric) {
    return points.stream().filter(p -> p.isOf(metric)).map(MetricPoint::value).toList();
  }

  private List<Double> loadsOfProcesses(List<MetricPoint> points) {
    Map<Long, Double> busyUntil = new TreeMap<>();
    Map<Long, Double> secondsUntil = new HashMap<>();
    for (MetricPoint point : points) {
      boolean own = point.isOf(PROCESS_TIME) && OWN_ROLES.contains(point.attribute(ROLE));
      if (own && !point.cumulative() && point.startUnixNanos() != 0) {
        busyUntil.merge(point.unixNanos(), point.value(), Double::sum);
        secondsUntil.put(point.unixNanos(), (point.unixNanos() - point.startUnixNanos()) / 1e9);
      }
    }
    List<Double> loads = new ArrayList<>();
    busyUntil.forEach(
        (end, busy) -> share(OptionalDouble.of(busy), secondsUntil.get(end)).ifPresent(loads::add));
    return loads;
  }

  /**
   * How much of the machine's time during all invocations went to processes that are neither the
   * function's nor Remora's: busy time that is not theirs, over the time of all modes. Empty when
   * either was not exported.
   */
  public OptionalDouble foreignShare() {
    double busy = 0;
    double all = 0;
    double own = 0;
    for (List<MetricPoint> points : pointsOfInvocation.values()) {
      all += sum(points, SYSTEM_TIME, "cpu.mode", mode -> true).orElse(0);
      busy += sum(points, SYSTEM_TIME, "cpu.mode", BUSY_MODES::contains).orElse(0);
      own += sum(points, PROCESS_TIME, ROLE, OWN_ROLES::contains).orElse(0);
    }
    return all > 0 && own > 0
        ? OptionalDouble.of(Math.max(0, busy - own) / all)
        : OptionalDouble.empty();
  }

  /**
   * Mean of the load, each value weighted with the time that it covers. That time is the point's
   * own interval; a gauge usually has none, then that of the CPU times read in the same moment,
   * then the time since the previous value. The plain mean where no value's time is known.
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

  /** Busy seconds over the allotted seconds of the invocation. */
  private OptionalDouble share(OptionalDouble busySeconds, double durationSeconds) {
    double allottedSeconds = allottedProcessors * durationSeconds;
    return busySeconds.isPresent() && allottedSeconds > 0
        ? OptionalDouble.of(busySeconds.getAsDouble() / allottedSeconds)
        : OptionalDouble.empty();
  }

  /** Adds up a metric's increments with fitting attribute; cumulative values are no increments. */
  private static OptionalDouble sum(
      List<MetricPoint> points, String metric, String attribute, Predicate<String> fits) {
    double sum = 0;
    boolean known = false;
    for (MetricPoint point : points) {
      if (point.isOf(metric) && !point.cumulative() && fits.test(point.attribute(attribute))) {
        sum += point.value();
        known = true;
      }
    }
    return known ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
