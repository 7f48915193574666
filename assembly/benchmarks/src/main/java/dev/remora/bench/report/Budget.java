// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import dev.remora.bench.statistics.Estimate;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a median must not exceed, or must reach.
 *
 * @param limit the bound, in the quantity's unit
 * @param stretch the bound that is aimed at
 * @param most whether the bounds are upper ones; else lower
 */
public record Budget(double limit, OptionalDouble stretch, boolean most) {

  /** How a figure stands. */
  public enum Verdict {
    /** Within the bound. */
    MET("met"),
    /** Within the bound that is aimed at, too. */
    STRETCH_MET("met, stretch too"),
    /** Beyond the bound. */
    MISSED("MISSED");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** The verdict for people. */
    public String word() {
      return word;
    }
  }

  /** The budget of a figure of ours; empty where there is none, or where it is somebody else's. */
  public static Optional<Budget> of(Figure figure) {
    if (!figure.subject().equals(Figure.REMORA)) {
      return Optional.empty();
    }
    String condition = figure.condition();
    boolean two = condition.equals(Condition.TWO_CORES);
    boolean one = condition.equals(Condition.ONE_CORE);
    boolean share = condition.equals(Condition.SHARE);
    return Optional.ofNullable(
        switch (figure.quantity()) {
          case REGISTER -> two ? atMost(3, 2) : null;
          case FIRST_NEXT -> two ? atMost(4, 2.5) : share ? atMost(30) : null;
          case PYTHON_ADDED -> two ? atMost(4, 2) : one ? atMost(8, 2) : null;
          case JAVA_ADDED -> two ? atMost(28, 8) : null;
          case READY_CPU -> two ? atMost(90, 60) : null;
          case READY_WALL -> share ? atMost(2_000) : null;
          case RESIDENT ->
              condition.equals(Condition.READY)
                  ? atMost(49, 42)
                  : condition.equals(Condition.FIRST_INVOKE) ? atMost(55, 48) : null;
          case ZIPPED -> atMost(30);
          case UNZIPPED -> atMost(65);
          case POST_RUNTIME -> atMost(1);
          case ROUND_CPU -> condition.equals("all") ? atMost(150) : null;
          case APPEND_RATE -> condition.equals("lz4") ? atLeast(100) : null;
          default -> null;
        });
  }

  /** How an estimate stands, by its median. */
  public Verdict verdict(Estimate estimate) {
    if (!holds(estimate.median(), limit)) {
      return Verdict.MISSED;
    }
    return stretch.isPresent() && holds(estimate.median(), stretch.getAsDouble())
        ? Verdict.STRETCH_MET
        : Verdict.MET;
  }

  /** Whether the whole interval lies on the median's side of the bound. */
  public boolean sure(Estimate estimate) {
    return holds(estimate.low(), limit) == holds(estimate.high(), limit);
  }

  /** The verdict for people, with a question mark where it may as well be the other one. */
  public String verdictText(Estimate estimate) {
    return verdict(estimate).word() + (sure(estimate) ? "" : " ?");
  }

  /** The bounds for people. */
  public String text() {
    String text = (most ? "≤ " : "≥ ") + number(limit);
    return stretch.isPresent() ? text + ", stretch " + number(stretch.getAsDouble()) : text;
  }

  private boolean holds(double median, double bound) {
    return most ? median <= bound : median >= bound;
  }

  private static Budget atMost(double limit) {
    return new Budget(limit, OptionalDouble.empty(), true);
  }

  private static Budget atMost(double limit, double stretch) {
    return new Budget(limit, OptionalDouble.of(stretch), true);
  }

  private static Budget atLeast(double limit) {
    return new Budget(limit, OptionalDouble.empty(), false);
  }

  private static String number(double bound) {
    return bound == Math.rint(bound)
        ? String.format(Locale.ROOT, "%,d", (long) bound)
        : String.format(Locale.ROOT, "%.1f", bound);
  }
}
