// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.PluginLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps warnings. */
final class RecordingLog implements PluginLog {
  final List<String> warnings = new CopyOnWriteArrayList<>();

  @Override
  public void debug(String message) {}

  @Override
  public void info(String message) {}

  @Override
  public void warn(String message) {
    warnings.add(message);
  }
}
