// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The context of a plugin under test: settings as variables, and a log that can be read. */
public final class FakePluginContext implements PluginContext, PluginLog {
  private final String name;
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> lines = new ArrayList<>();
  private final RecordingLifecycle lifecycle = new RecordingLifecycle();
  private ExecutionEnvironment environment =
      new ExecutionEnvironment("function", "$LATEST", "eu-central-1", 1769, "on-demand");

  /** The context of the plugin of that name, with all defaults and one vCPU allotted. */
  public FakePluginContext(String name) {
    this.name = name;
  }

  /** Sets an environment variable. */
  public FakePluginContext with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Sets the memory size of the function. */
  public FakePluginContext withMemory(int megabytes) {
    environment =
        new ExecutionEnvironment(
            "function", "$LATEST", "eu-central-1", megabytes, environment.initializationType());
    return this;
  }

  /** Sets the platform's word for how the sandbox is initialised. */
  public FakePluginContext withInitializationType(String type) {
    environment =
        new ExecutionEnvironment(
            "function", "$LATEST", "eu-central-1", environment.memoryMegabytes(), type);
    return this;
  }

  /**
   * What was logged so far, each line once and beginning with its level: {@code WARN disk full}.
   */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public <T> T get(Setting<T> setting) {
    String variable = setting.variable(name);
    String text = variables.get(variable);
    if (text == null) {
      return setting.defaultValue();
    }
    try {
      return setting.parse(text);
    } catch (RuntimeException e) {
      warn(variable + "=" + text + ", expected " + setting.form() + "; the default holds");
      return setting.defaultValue();
    }
  }

  @Override
  public ExecutionEnvironment environment() {
    return environment;
  }

  /** What the plugin has told about the platform. */
  @Override
  public RecordingLifecycle lifecycle() {
    return lifecycle;
  }

  @Override
  public PluginLog log() {
    return this;
  }

  @Override
  public void debug(String message) {
    add("DEBUG " + message);
  }

  @Override
  public void info(String message) {
    add("INFO " + message);
  }

  @Override
  public void warn(String message) {
    add("WARN " + message);
  }

  private synchronized void add(String line) {
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }
}
