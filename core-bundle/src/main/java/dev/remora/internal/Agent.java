// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal;

import dev.remora.api.Deadline;
import dev.remora.api.Exporter;
import dev.remora.api.Sampler;
import dev.remora.api.host.AgentHost;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.telemetry.Scope;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.BufferStore;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.config.CoreSettings;
import dev.remora.internal.config.Environment;
import dev.remora.internal.export.Exports;
import dev.remora.internal.export.FlushPolicy;
import dev.remora.internal.lambda.DoormanEvents;
import dev.remora.internal.lambda.Event;
import dev.remora.internal.lambda.EventHandler;
import dev.remora.internal.lambda.EventSource;
import dev.remora.internal.lambda.ExtensionLoop;
import dev.remora.internal.lambda.ExtensionsApi;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.plugin.PluginSink;
import dev.remora.internal.sampling.Sampling;
import java.io.File;
import java.io.IOException;

/**
 * The agent, put together: event, sample, buffer, batch, export. Built when the core starts, set
 * going when all bundles have started.
 */
final class Agent implements PluginSink, EventHandler {
  private final AgentHost host;
  private final AgentLog log;
  private final EventSource source;
  private final Exports exports;
  private final Sampling sampling;

  private Agent(
      AgentHost host, AgentLog log, EventSource source, Exports exports, Sampling sampling) {
    this.host = host;
    this.log = log;
    this.source = source;
    this.exports = exports;
    this.sampling = sampling;
  }

  /**
   * Builds the agent.
   *
   * @param version version of the core bundle
   * @throws IOException when nobody sends events
   */
  static Agent build(AgentHost host, Environment environment, AgentLog log, String version)
      throws IOException {
    EventSource source =
        host.frames() == null
            ? ExtensionsApi.of(environment, log)
            : new DoormanEvents(host.frames(), host.words(), log);
    source.open();
    BufferOptions options =
        new BufferOptions(
            new File(environment.get(CoreSettings.BUFFER_DIRECTORY, CoreSettings.BUFFER, log)),
            source.sandboxId(),
            environment.executionEnvironment().functionVersion(),
            environment.get(CoreSettings.BUFFER_QUOTA, CoreSettings.BUFFER, log),
            BufferOptions.DEFAULT_MAX_AGE_MILLIS);
    BufferStore buffer = DiskBuffer.open(options, new LocalFiles(), System::currentTimeMillis, log);
    Exports exports =
        new Exports(
            buffer,
            source.sandboxId(),
            FlushPolicy.of(
                environment.get(CoreSettings.EXPORT_STRATEGY, CoreSettings.EXPORT, log),
                environment.get(CoreSettings.EXPORT_INTERVAL, CoreSettings.EXPORT, log)),
            buffer.quotaBytes(),
            System::nanoTime,
            System::currentTimeMillis,
            log);
    Sampling sampling = Sampling.of(environment, host, exports, log, version);
    return new Agent(host, log, source, exports, sampling);
  }

  /** Begins to take events. */
  void start() {
    sampling.start();
    ExtensionLoop loop =
        new ExtensionLoop(
            source, this, System::currentTimeMillis, System::nanoTime, log, host.exit());
    Thread thread = new Thread(null, loop, "remora-events", 256 * 1024);
    thread.start();
  }

  @Override
  public void invoked(Event.Invoke event, String sandbox) {
    sampling.invoked(event, sandbox);
  }

  @Override
  public void shutdown(String reason, Deadline deadline) {
    sampling.shutdown(reason, deadline);
    exports.shutdown(deadline);
    log.summarize();
  }

  @Override
  public void added(String name, Scope scope, Sampler sampler) {
    sampling.add(name, scope, sampler);
  }

  @Override
  public void added(String name, Exporter exporter) {
    exports.add(name, exporter);
  }

  @Override
  public Lifecycle lifecycle(String plugin) {
    return sampling.lifecycle(plugin);
  }

  @Override
  public void samplerGone(String name) {
    sampling.remove(name);
  }

  @Override
  public void exporterGone(String name) {
    exports.remove(name);
  }
}
