// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.config;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Secret;
import dev.remora.api.Setting;
import dev.remora.internal.log.AgentLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The environment variables, read once. An empty value counts as none. A value that cannot be read
 * is reported in one line, and the default holds.
 */
public final class Environment {
  private final Map<String, String> variables;

  /** Takes over the variables. */
  public Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The value of a variable; empty when there is none. */
  public String text(String variable) {
    String value = variables.get(variable);
    return value == null ? "" : value.strip();
  }

  /** The first of some variables that has a value, else {@code otherwise}. */
  public String firstOf(String otherwise, String... names) {
    for (String name : names) {
      String value = text(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return otherwise;
  }

  /** The value of a setting of a plugin or of a group of the core. */
  public <T> T get(Setting<T> setting, String group, AgentLog log) {
    String variable = setting.variable(group);
    String value = text(variable);
    if (value.isEmpty()) {
      return setting.isSecret() && isSet(setting, group)
          ? fromFile(setting, group, log)
          : setting.defaultValue();
    }
    try {
      return setting.parse(value);
    } catch (IllegalArgumentException e) {
      log.warn(
          variable
              + "="
              + (setting.isSecret() ? Secret.HIDDEN : value)
              + " cannot be used: expected "
              + setting.form()
              + "; goes on with "
              + setting.defaultText());
      return setting.defaultValue();
    }
  }

  /** Whether a setting has a value, readable or not. */
  public boolean isSet(Setting<?> setting, String group) {
    return !text(setting.variable(group)).isEmpty()
        || setting.isSecret() && !text(setting.fileVariable(group)).isEmpty();
  }

  private <T> T fromFile(Setting<T> setting, String group, AgentLog log) {
    String variable = setting.fileVariable(group);
    String file = text(variable);
    try {
      return setting.parse(Secret.readFrom(Path.of(file)).reveal());
    } catch (IOException | IllegalArgumentException e) {
      log.warn(
          variable
              + "="
              + file
              + " cannot be used: expected a file that holds the value and nothing else ("
              + e.getClass().getSimpleName()
              + "); goes on without it");
      return setting.defaultValue();
    }
  }

  /** The function and its sandbox. */
  public ExecutionEnvironment executionEnvironment() {
    return new ExecutionEnvironment(
        text("AWS_LAMBDA_FUNCTION_NAME"),
        text("AWS_LAMBDA_FUNCTION_VERSION"),
        firstOf("", "AWS_REGION", "AWS_DEFAULT_REGION"),
        number(text("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")),
        firstOf("on-demand", "AWS_LAMBDA_INITIALIZATION_TYPE"));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
