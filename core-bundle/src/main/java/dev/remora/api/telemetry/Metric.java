// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.Objects;

/** A metric with its points. */
public record Metric(String name, String description, String unit, MetricData data) {
  public Metric {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(data, "data");
  }
}
