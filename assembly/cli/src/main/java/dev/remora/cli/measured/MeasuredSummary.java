// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * What Remora's agent concluded about one invocation.
 *
 * @param requestId which one
 * @param verdict what held it up, such as {@code cpu_bound}; empty when it gave none
 * @param fields all fields of its summary by their names, numbers as numbers; not changed by
 *     anybody
 */
public record MeasuredSummary(String requestId, String verdict, ObjectNode fields) {
  public MeasuredSummary {
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(fields, "fields");
  }
}
