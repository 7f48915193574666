// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

/**
 * An event as it is sent, encoded.
 *
 * @param category the stream it belongs to
 * @param type its type
 * @param plain as JSON, a log line as text
 * @param structured the same with a log line as the object that it is; else {@code plain} itself
 */
record Event(Category category, String type, byte[] plain, byte[] structured) {

  /** As JSON of a version. */
  byte[] json(SchemaVersion version) {
    return version.structuredLogs() ? structured : plain;
  }
}
