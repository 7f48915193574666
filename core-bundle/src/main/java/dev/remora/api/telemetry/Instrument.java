// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/**
 * A metric as a sampler declares it: once, as a constant, all of them in one table per sampler.
 *
 * @param name OpenTelemetry's name where it defines one, else in our namespace {@code remora.}
 * @param kind what a recorded value means
 * @param unit UCUM: {@code s}, {@code By}, {@code 1}, {@code {thread}}; mandatory
 * @param description one sentence
 * @param bounds upper bounds of a histogram's buckets, ascending; empty for every other kind
 */
public record Instrument(
    String name, Kind kind, String unit, String description, List<Double> bounds) {

  /** What a recorded value means. */
  public enum Kind {
    /** Added since the previous observation; exported as a monotonic sum. */
    COUNTER,
    /** The current value of something additive; exported as a non-monotonic cumulative sum. */
    UP_DOWN_COUNTER,
    /** The current value of something that does not add up. */
    GAUGE,
    /** One measurement of many; exported as a distribution. */
    HISTOGRAM
  }

  public Instrument {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(description, "description");
    bounds = List.copyOf(bounds);
  }

  /** A counter. */
  public static Instrument counter(String name, String unit, String description) {
    return new Instrument(name, Kind.COUNTER, unit, description, List.of());
  }

  /** An up-down counter. */
  public static Instrument upDownCounter(String name, String unit, String description) {
    return new Instrument(name, Kind.UP_DOWN_COUNTER, unit, description, List.of());
  }

  /** A gauge. */
  public static Instrument gauge(String name, String unit, String description) {
    return new Instrument(name, Kind.GAUGE, unit, description, List.of());
  }

  /** A histogram with explicit bucket bounds. */
  public static Instrument histogram(
      String name, String unit, String description, List<Double> bounds) {
    return new Instrument(name, Kind.HISTOGRAM, unit, description, bounds);
  }
}
