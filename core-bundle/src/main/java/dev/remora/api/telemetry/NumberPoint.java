// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.Objects;

/** One value of a gauge or a sum. Times are Unix nanoseconds; a start of 0 means none. */
public sealed interface NumberPoint {

  /** What tells this series from others of the metric. */
  Attributes attributes();

  /** Begin of the interval that the value covers; 0 where there is none. */
  long startUnixNanos();

  /** When the value was read. */
  long unixNanos();

  /** The value as a floating-point number. */
  double asDouble();

  /** A whole number. */
  record Whole(Attributes attributes, long startUnixNanos, long unixNanos, long value)
      implements NumberPoint {
    public Whole {
      Objects.requireNonNull(attributes, "attributes");
    }

    @Override
    public double asDouble() {
      return value;
    }
  }

  /** A floating-point number. */
  record Real(Attributes attributes, long startUnixNanos, long unixNanos, double value)
      implements NumberPoint {
    public Real {
      Objects.requireNonNull(attributes, "attributes");
    }

    @Override
    public double asDouble() {
      return value;
    }
  }
}
