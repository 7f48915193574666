// SPDX-License-Identifier: Apache-2.0
package dev.remora.container.foreign;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.Sampler;

/**
 * What somebody else's plugin would hold; {@code ForeignPluginIT} packs it into a jar of its own.
 */
public final class ForeignSampler implements Sampler {

  @Override
  public void sample(Observation observation, MetricRecorder recorder) {}
}
