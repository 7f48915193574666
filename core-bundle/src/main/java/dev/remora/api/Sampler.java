// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads one source <em>now</em> and records what it measured.
 *
 * <p>A sampler is constructed once per agent with its {@link PluginContext}; the first observation
 * is its baseline. It is called by one thread at a time, at the edges of invocations and on ticks
 * in between. It must be fast (well below a millisecond of CPU), must not use the network and need
 * not be thread-safe. What it throws is logged once, counted, and costs the points of that round
 * only; a call that does not return within a second is abandoned and the sampler switched off.
 *
 * <p>Note: OpenTelemetry calls a <em>trace</em> filter "Sampler". This is not that.
 */
@ConsumerType
public interface Sampler extends AutoCloseable {

  /**
   * Takes one reading.
   *
   * @param observation the moment and what may be read at it; valid during this call only
   * @param recorder where the measured values go; valid during this call only
   * @throws Exception if this source cannot be read now; other samplers go on
   */
  void sample(Observation observation, MetricRecorder recorder) throws Exception;

  /** Called once when the sampler is taken out of service. */
  @Override
  default void close() {}
}
