// SPDX-License-Identifier: Apache-2.0
/**
 * Builds a layer: from the jars of the core, the launcher, the plugins and the libraries they need
 * to one zip with a run-time image that holds all of their code, a cache trained on a whole life of
 * the agent, and the start script. Runs on a developer's machine, never inside Lambda.
 */
package dev.remora.layer;
