// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.plugin;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.Setting;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.internal.config.Environment;
import dev.remora.internal.log.AgentLog;

/** A plugin's view of the environment variables. */
record EnvironmentPluginContext(
    String name,
    Environment variables,
    ExecutionEnvironment environment,
    PluginSink sink,
    AgentLog agentLog)
    implements PluginContext {

  @Override
  public <T> T get(Setting<T> setting) {
    return variables.get(setting, name, agentLog);
  }

  @Override
  public Lifecycle lifecycle() {
    return sink.lifecycle(name);
  }

  @Override
  public boolean isSet(Setting<?> setting) {
    return variables.isSet(setting, name);
  }

  @Override
  public PluginLog log() {
    return agentLog;
  }
}
