// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/** What one scope recorded. */
public record ScopeMetrics(Scope scope, List<Metric> metrics, String schemaUrl) {
  public ScopeMetrics {
    Objects.requireNonNull(scope, "scope");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(schemaUrl, "schemaUrl");
  }
}
