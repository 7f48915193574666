// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.SamplerPlugin;

/** What went over the sandbox's interfaces, and how TCP fared. */
@SamplerPlugin("network")
public final class NetworkSampler implements Sampler {
  private final Interfaces interfaces;
  private final TcpCounters tcp;
  private final Connections connections;

  /** The sampler as the agent makes it. */
  public NetworkSampler(PluginContext context) {
    interfaces = new Interfaces(context);
    tcp = new TcpCounters(context);
    connections =
        context.get(NetworkSettings.CONNECTIONS) ? new Connections(context.log()) : null;
  }

  @Override
  public void sample(Observation observation, MetricRecorder recorder) {
    interfaces.sample(observation.proc(), recorder);
    if (!observation.live()) {
      return; // The start script reads the interfaces alone.
    }
    tcp.sample(observation.proc(), recorder);
    if (connections != null) {
      connections.sample(observation.proc(), recorder);
    }
  }
}
