// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/** What was recorded about one resource. */
public record ResourceLogs(Resource resource, List<ScopeLogs> scopes, String schemaUrl) {
  public ResourceLogs {
    Objects.requireNonNull(resource, "resource");
    scopes = List.copyOf(scopes);
    Objects.requireNonNull(schemaUrl, "schemaUrl");
  }
}
