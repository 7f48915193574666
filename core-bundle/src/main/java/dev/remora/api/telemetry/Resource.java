// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.Objects;

/** What the telemetry is about: one sandbox of one function. */
public record Resource(Attributes attributes) {
  public Resource {
    Objects.requireNonNull(attributes, "attributes");
  }
}
