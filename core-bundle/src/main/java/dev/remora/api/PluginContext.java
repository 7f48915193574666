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
   * The value of a setting: from {@code REMORA_<PLUGIN>_<SETTING>}, else the setting's default. A
   * value that cannot be read is reported in one line and the default taken instead; this never
   * throws.
   */
  <T> T get(Setting<T> setting);

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
