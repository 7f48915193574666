// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import dev.remora.api.lifecycle.Lifecycle;
import org.osgi.annotation.versioning.ProviderType;

/** What a plugin is constructed with. Thread-safe. */
@ProviderType
public interface PluginContext {

  /** The name that the plugin declares. */
  String name();

  /**
   * The value of a setting: from its variable, for a secret also from the file that the variable
   * with {@code _FILE} names; else the setting's default. A value that cannot be read is reported
   * in one line, a secret without its text, and the default taken instead; this never throws.
   */
  <T> T get(Setting<T> setting);

  /** Whether a variable of the setting has a value, readable or not. */
  boolean isSet(Setting<?> setting);

  /** The value of the first of these settings that is set; of the first one when none is. */
  @SafeVarargs
  static <T> T first(PluginContext context, Setting<T>... settings) {
    for (Setting<T> setting : settings) {
      if (context.isSet(setting)) {
        return context.get(setting);
      }
    }
    return settings[0].defaultValue();
  }

  /** What is known about the function and its sandbox. */
  ExecutionEnvironment environment();

  /**
   * Takes what the platform says about the sandbox and its invocations; for the plugin that hears
   * it.
   */
  Lifecycle lifecycle();

  /** The agent's log. */
  PluginLog log();
}
