// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/**
 * Answers with the time of its first line, {@link System#nanoTime()}: on Linux the time of {@code
 * CLOCK_MONOTONIC}, the same in all processes of a machine.
 */
public final class FirstLineHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    long started = System.nanoTime();
    return Map.of("startedNanos", started);
  }
}
