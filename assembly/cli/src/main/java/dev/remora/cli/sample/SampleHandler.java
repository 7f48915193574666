// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The function that {@code ./remora local} runs when it is given none. The event's {@code work}
 * says what an invocation is like: {@code heavy} calculates for 1.2 s, {@code idle} waits for 1 s
 * as a function does that waits for others, {@code mixed} does both in turns.
 */
public final class SampleHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final long HEAVY_MILLIS = 1_200;
  private static final long IDLE_MILLIS = 1_000;
  private static final int MIXED_TURNS = 3;
  private static final long MIXED_TURN_MILLIS = 200;

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    String work = String.valueOf(event.get("work"));
    System.out.println("work: " + work);
    long primes =
        switch (work) {
          case "heavy" -> calculate(HEAVY_MILLIS);
          case "idle" -> waitForOthers(IDLE_MILLIS);
          case "mixed" -> takeTurns();
          default ->
              throw new IllegalArgumentException(
                  "the event's \"work\" is " + work + ", expected heavy, idle or mixed");
        };
    return Map.of("work", work, "primes", primes);
  }

  private static long takeTurns() {
    long primes = 0;
    for (int turn = 0; turn < MIXED_TURNS; turn++) {
      primes += calculate(MIXED_TURN_MILLIS);
      primes += waitForOthers(MIXED_TURN_MILLIS);
    }
    return primes;
  }

  /** Counts prime numbers for that long: the result is used, so no compiler can leave it out. */
  private static long calculate(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long primes = 0;
    for (long candidate = 1_000_003; System.nanoTime() - end < 0; candidate += 2) {
      if (isPrime(candidate)) {
        primes++;
      }
    }
    return primes;
  }

  private static boolean isPrime(long candidate) {
    for (long divisor = 3; divisor * divisor <= candidate; divisor += 2) {
      if (candidate % divisor == 0) {
        return false;
      }
    }
    return true;
  }

  private static long waitForOthers(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
