// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.lifecycle.RuntimeDone;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes on what the platform says to the sampling thread, and knows who has asked for the way to
 * tell it: as long as there is such a plugin, accounts of invocations are expected. Thread-safe.
 */
final class PlatformRecords implements Lifecycle {
  private final Queue<Command> commands;
  private final Set<String> tellers = ConcurrentHashMap.newKeySet();

  PlatformRecords(Queue<Command> commands) {
    this.commands = commands;
  }

  /** A plugin is about to tell what it hears. */
  void tellerCame(String plugin) {
    tellers.add(plugin);
  }

  /** A plugin is out of service. */
  void tellerGone(String plugin) {
    tellers.remove(plugin);
  }

  /** Whether anybody may tell anything. */
  boolean expected() {
    return !tellers.isEmpty();
  }

  @Override
  public void initStarted(InitStart start) {
    commands.add(new Command.Told(start));
  }

  @Override
  public void initReported(InitReport report) {
    commands.add(new Command.Told(report));
  }

  @Override
  public void runtimeDone(RuntimeDone done) {
    commands.add(new Command.Told(done));
  }

  @Override
  public void reported(InvocationReport report) {
    commands.add(new Command.Told(report));
  }
}
