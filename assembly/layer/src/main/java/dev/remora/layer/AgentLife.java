// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.time.Duration;

/**
 * Plays the life of a sandbox to an agent: registration, two invocations with a pause between them,
 * the end.
 */
final class AgentLife {
  private static final Duration STEP = Duration.ofSeconds(30);

  private static final String REGISTRATION =
      "{\"functionName\":\"training\",\"functionVersion\":\"$LATEST\",\"handler\":\"handler\","
          + "\"accountId\":\"123456789012\"}";

  private AgentLife() {}

  /**
   * The whole life.
   *
   * @param invocation how long an invocation seems to take: long enough for ticks to happen
   * @param telemetry what Lambda says of it
   */
  static void play(AgentProcess agent, Duration invocation, TrainingTelemetry telemetry)
      throws IOException, LayerException, InterruptedException {
    begin(agent);
    telemetry.initialised();
    for (int n = 1; n <= 2; n++) {
      event(agent, n, invocation(n));
      agent.await("got " + n, STEP);
      if (n > 1) {
        telemetry.reported(requestId(n - 1));
      }
      Thread.sleep(invocation); // the agent's own clock runs; there is nothing to wait for
      telemetry.finished(requestId(n));
    }
    event(
        agent,
        3,
        "{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":"
            + in(2000)
            + ",\"shutdownReason\":\"spindown\"}");
    agent.await("done", STEP);
    agent.awaitEnd(Duration.ofMinutes(2)); // the cache is written on the way out
  }

  /** Its beginning, until the agent is ready. */
  static void begin(AgentProcess agent) throws IOException, LayerException, InterruptedException {
    agent.send("sandbox", "3f0c9d0e-5b7e-4d44-9d5e-6a1f3c2b7a10", "start=1");
    agent.send("registration", REGISTRATION, "");
    agent.await("ready", STEP);
  }

  private static void event(AgentProcess agent, int n, String payload)
      throws IOException, LayerException {
    long micros = System.currentTimeMillis() * 1000;
    agent.send("event", payload, "n=" + n + " again=0 skipped=0 at=" + micros + " readings=0");
  }

  private static String invocation(int n) {
    return "{\"eventType\":\"INVOKE\",\"deadlineMs\":"
        + in(10_000)
        + ",\"requestId\":\""
        + requestId(n)
        + "\",\"invokedFunctionArn\":\"arn:aws:lambda:eu-west-1:123456789012:function:training\","
        + "\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",\"value\":"
        + "\"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1\"}}";
  }

  private static String requestId(int n) {
    return "8476a536-e9f4-11e8-9739-2dfe598c3fc" + n;
  }

  private static long in(long millis) {
    return System.currentTimeMillis() + millis;
  }
}
