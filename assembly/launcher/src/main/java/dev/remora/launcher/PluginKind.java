// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import dev.remora.api.ExporterPlugin;
import dev.remora.api.SamplerPlugin;

/** The two kinds of plugins, and how each is declared and chosen. */
public enum PluginKind {
  /** Chosen by {@code REMORA_SAMPLERS}. */
  SAMPLER("sampler", SamplerPlugin.NAMESPACE, "REMORA_SAMPLERS"),
  /** Chosen by {@code REMORA_EXPORTERS}. */
  EXPORTER("exporter", ExporterPlugin.NAMESPACE, "REMORA_EXPORTERS");

  private final String word;
  private final String namespace;
  private final String variable;

  PluginKind(String word, String namespace, String variable) {
    this.word = word;
    this.namespace = namespace;
    this.variable = variable;
  }

  /** The kind as a word in a sentence. */
  public String word() {
    return word;
  }

  /** The namespace of the capability, which is also the attribute that holds the name. */
  public String namespace() {
    return namespace;
  }

  /** The environment variable that chooses plugins of this kind. */
  public String variable() {
    return variable;
  }
}
