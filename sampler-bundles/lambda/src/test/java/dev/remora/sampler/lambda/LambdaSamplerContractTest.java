// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.SamplerContract;
import java.util.List;

class LambdaSamplerContractTest extends SamplerContract {
  @Override
  protected Sampler sampler() {
    LambdaSampler sampler = new LambdaSampler(new FakePluginContext("lambda"), 0);
    TelemetryClient.to(sampler.listener()).post(Events.wholeLife("r1"));
    return sampler;
  }

  @Override
  protected Sampler sampler(PluginContext context) {
    return new LambdaSampler(context);
  }

  @Override
  protected List<Instrument> instruments() {
    return LambdaMetrics.all();
  }
}
