// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.Objects;

/** What recorded the telemetry: for us a plugin (opentelemetry-proto, InstrumentationScope). */
public record Scope(String name, String version, Attributes attributes) {
  public Scope {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(attributes, "attributes");
  }
}
