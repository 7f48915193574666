// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.util.Optional;

/** Versions of the events' schema; independent of the version in the path. */
enum SchemaVersion {
  V2022_07_01("2022-07-01", false),
  V2022_12_13("2022-12-13", true),
  V2025_01_29("2025-01-29", true);

  private final String word;
  private final boolean structuredLogs;

  SchemaVersion(String word, boolean structuredLogs) {
    this.word = word;
    this.structuredLogs = structuredLogs;
  }

  String word() {
    return word;
  }

  /** Whether a log line that is a JSON object is sent as that object, where the format is JSON. */
  boolean structuredLogs() {
    return structuredLogs;
  }

  static Optional<SchemaVersion> of(String word) {
    for (SchemaVersion version : values()) {
      if (version.word.equals(word)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }
}
