// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

/** The kind of telemetry in a batch; one batch holds one kind. */
public enum Signal {
  METRICS,
  LOGS
}
