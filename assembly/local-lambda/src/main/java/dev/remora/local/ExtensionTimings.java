// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.List;
import java.util.OptionalLong;

/**
 * When an extension came to call. A request counts from the moment its last byte has been received;
 * an event, from the moment before its bytes are written.
 *
 * @param name file name of the extension
 * @param execToRegisterNanos start of the process until {@code register} had been received; empty
 *     when it never came
 * @param execToFirstNextNanos start of the process until the first {@code next} had been received;
 *     empty when it never came
 * @param eventToNextNanos for each INVOKE delivered in this environment, in order: the event until
 *     the {@code next} that followed it
 */
public record ExtensionTimings(
    String name,
    OptionalLong execToRegisterNanos,
    OptionalLong execToFirstNextNanos,
    List<Long> eventToNextNanos) {

  public ExtensionTimings {
    eventToNextNanos = List.copyOf(eventToNextNanos);
  }
}
