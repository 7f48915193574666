// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/** What was recorded about one resource. */
public record ResourceMetrics(Resource resource, List<ScopeMetrics> scopes, String schemaUrl) {
  public ResourceMetrics {
    Objects.requireNonNull(resource, "resource");
    scopes = List.copyOf(scopes);
    Objects.requireNonNull(schemaUrl, "schemaUrl");
  }
}
