// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

/**
 * One plugin that a bundle declares.
 *
 * @param kind sampler or exporter
 * @param name the name by which it is chosen
 */
public record PluginName(PluginKind kind, String name) {}
