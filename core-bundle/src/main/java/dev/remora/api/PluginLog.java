// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The agent's log, which ends in the user's CloudWatch bill: one line per fact, never per data
 * point, never a secret or a payload. The same text is written once per sandbox; further ones are
 * counted. Thread-safe.
 */
@ProviderType
public interface PluginLog {

  /** What somebody who looks for the cause of a problem wants to know; off by default. */
  void debug(String message);

  /** What happened that a user wants to know. */
  void info(String message);

  /** What was wrong, what was expected, what happens now. */
  void warn(String message);
}
