// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.SamplerPlugin;
import dev.remora.api.telemetry.Attributes;
import java.io.File;
import java.util.Locale;

/**
 * What Lambda says about initialisations and invocations, as metrics, and as facts for the core.
 * Listens from its construction on; what was heard is recorded at the next sample.
 */
@SamplerPlugin("lambda")
public final class LambdaSampler implements Sampler {
  /** How long a counter that stands still goes unrecorded where no invocations are told. */
  private static final long ZEROS_NANOS = 60_000_000_000L;

  private static final File HOSTS = new File("/etc/hosts");

  private final Tally tally = new Tally();
  private final PlatformEvents events;
  private final TelemetryListener listener;
  private final boolean managed;
  private boolean sampledBefore;
  private boolean invoked;
  private long zerosMonotonic;

  /** The sampler as the agent makes it. */
  public LambdaSampler(PluginContext context) {
    this(context, context.get(LambdaSettings.PORT).intValue());
  }

  /**
   * @param port 0 for any
   */
  LambdaSampler(PluginContext context, int port) {
    events =
        new PlatformEvents(
            context.lifecycle(),
            tally,
            Prices.of(context, System.getProperty("os.arch", "")),
            context.environment());
    managed = context.environment().initializationType().equals(PlatformEvents.MANAGED_INSTANCES);
    listener = new TelemetryListener(events, tally, context.log());
    listener.listen(() -> ListeningAddress.of(HOSTS, "sandbox.localdomain"), port);
  }

  /** For tests: where it listens. */
  TelemetryListener listener() {
    return listener;
  }

  @Override
  public void sample(Observation observation, MetricRecorder recorder) {
    Observation.Cause cause = observation.cause();
    boolean last = cause == Observation.Cause.SHUTDOWN;
    invoked |= cause == Observation.Cause.INVOKE;
    if (last) {
      recorder.record(LambdaMetrics.SHUTDOWNS, why(observation.shutdownReason()), 1L);
      if (isUnused()) {
        tally.count(LambdaMetrics.UNUSED_INIT);
      }
    }
    // What is heard now does not belong to a reading that the start script took in the past.
    if (last || sampledBefore && observation.live()) {
      boolean zeros =
          cause != Observation.Cause.TICK
              || observation.monotonicNanos() - zerosMonotonic >= ZEROS_NANOS;
      tally.drain(recorder, zeros);
      if (zeros) {
        zerosMonotonic = observation.monotonicNanos();
      }
    }
    sampledBefore = true;
  }

  /** In small letters: the documentation has them in capitals. */
  private static Attributes why(String reason) {
    return reason.isEmpty()
        ? Attributes.none()
        : Attributes.of("remora.shutdown.reason", reason.toLowerCase(Locale.ROOT));
  }

  /** On Managed Instances invocations are known from telemetry alone; without it nothing is. */
  private boolean isUnused() {
    return !invoked && !events.invoked() && (!managed || events.heard());
  }

  @Override
  public void close() {
    listener.close();
  }
}
