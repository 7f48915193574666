// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import dev.remora.api.Invocation;
import dev.remora.internal.json.JsonObject;
import dev.remora.internal.proc.Reading;
import java.io.IOException;

/**
 * Reads the body of an event (AWS Lambda Developer Guide, Extensions API, "Next"). Unknown fields
 * are ignored, optional ones may be missing.
 */
final class EventParser {
  /**
   * Smallest deadline taken for Unix milliseconds: examples in the documentation show small
   * numbers.
   */
  private static final long LEAST_USABLE_DEADLINE = 1_000_000_000_000L;

  private EventParser() {}

  /**
   * Makes an event of its body.
   *
   * @param ordinal number of this event in the sandbox, from 1
   * @throws IOException when the body is no JSON object or of an unknown type
   */
  static Event parse(byte[] body, int length, long ordinal, Reading reading, boolean again)
      throws IOException {
    JsonObject event = JsonObject.parse(body, 0, length);
    String type = event.text("eventType");
    return switch (type) {
      case "INVOKE" ->
          new Event.Invoke(
              new Invocation(
                  event.text("requestId"),
                  event.text("invokedFunctionArn"),
                  deadline(event),
                  event.object("tracing").text("value"),
                  ordinal),
              reading,
              again);
      case "SHUTDOWN" -> new Event.Shutdown(event.text("shutdownReason"), deadline(event));
      default -> throw new IOException("event of unknown type \"" + type + "\"");
    };
  }

  private static long deadline(JsonObject event) {
    long deadline = event.number("deadlineMs");
    return deadline < LEAST_USABLE_DEADLINE ? 0 : deadline;
  }
}
