// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.training;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import java.util.List;

/**
 * Measures nothing. It is put into a jar and installed as an ordinary bundle while the cache is
 * trained, so that the framework's way of installing jars is in the cache. No layer holds it.
 */
public final class TrainingSampler implements Sampler {
  private static final Instrument INSTRUMENT =
      new Instrument("remora.training", Instrument.Kind.GAUGE, "1", "Always one.", List.of());

  /** Called by the core. */
  public TrainingSampler(PluginContext context) {
    context.log();
  }

  @Override
  public void sample(Observation observation, MetricRecorder recorder) {
    recorder.record(INSTRUMENT, Attributes.none(), 1L);
  }
}
