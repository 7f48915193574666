// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/** What one scope recorded. */
public record ScopeLogs(Scope scope, List<LogRecord> records, String schemaUrl) {
  public ScopeLogs {
    Objects.requireNonNull(scope, "scope");
    records = List.copyOf(records);
    Objects.requireNonNull(schemaUrl, "schemaUrl");
  }
}
