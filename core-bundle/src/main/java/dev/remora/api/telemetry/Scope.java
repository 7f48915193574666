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

  // Written out: what a record gets is spun at run time, as soon as there are two samplers.
  @Override
  public boolean equals(Object other) {
    return other instanceof Scope that
        && name.equals(that.name)
        && version.equals(that.version)
        && attributes.equals(that.attributes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + version.hashCode()) + attributes.hashCode();
  }
}
