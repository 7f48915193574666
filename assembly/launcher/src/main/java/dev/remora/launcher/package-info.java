// SPDX-License-Identifier: Apache-2.0
/**
 * The agent's main class: chooses bundles by the names in the environment and starts the framework
 * with them. Built-in bundles are connected: their headers come from an index written with the
 * layer, their classes from the launcher's own class loader. Everything here runs once, before the
 * agent is ready, and is written for little CPU: no streams, no regular expressions, no reflection.
 */
package dev.remora.launcher;
