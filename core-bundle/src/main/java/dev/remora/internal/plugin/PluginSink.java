// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.plugin;

import dev.remora.api.Exporter;
import dev.remora.api.Sampler;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.telemetry.Scope;

/** Takes plugins as their bundles come and go. Called by threads of the framework. */
public interface PluginSink {

  /** A sampler is there; what it records belongs to the scope. */
  void added(String name, Scope scope, Sampler sampler);

  /** An exporter is there. */
  void added(String name, Exporter exporter);

  /** Takes what the platform says, from the plugin of that name, which asks because it hears it. */
  Lifecycle lifecycle(String plugin);

  /** The sampler of that name is gone. */
  void samplerGone(String name);

  /** The exporter of that name is gone. */
  void exporterGone(String name);
}
