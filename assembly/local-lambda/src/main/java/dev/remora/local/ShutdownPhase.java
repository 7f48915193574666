// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.TelemetryHub;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The shutdown of one generation of processes: the runtime first, then the extensions. */
final class ShutdownPhase {

  /** Its length, when there is an external extension. */
  static final long LIMIT_MS = 2_000;

  /** The runtime's share of it: 30 percent, as in the platform's source. */
  static final long RUNTIME_SHARE_MS = 600;

  /** Its length, when there are internal extensions only. */
  static final long INTERNAL_LIMIT_MS = 500;

  /** For the delivery of telemetry before SHUTDOWN, where the runtime has used up its share. */
  static final long LEAST_FLUSH_MS = 100;

  private static final long REAP_LIMIT_MS = 5_000;

  private final Platform platform;
  private final SandboxProcess runtime;
  private final TelemetryHub telemetry;
  private final List<Extension> extensions;

  /**
   * Prepares it.
   *
   * @param platform who is there
   * @param runtime its process; null when it was not started
   * @param telemetry flushed between the runtime's end and the extensions'
   */
  ShutdownPhase(Platform platform, SandboxProcess runtime, TelemetryHub telemetry) {
    this.platform = platform;
    this.runtime = runtime;
    this.telemetry = telemetry;
    this.extensions = platform.extensions();
  }

  /**
   * Runs it; takes as long as its limit at most.
   *
   * @param reason the word that extensions are sent
   */
  void run(String reason) {
    long start = System.nanoTime();
    long wallStart = System.currentTimeMillis();
    boolean external = extensions.stream().anyMatch(Extension::external);
    long budgetMs = external ? LIMIT_MS : extensions.isEmpty() ? 0 : INTERNAL_LIMIT_MS;
    long runtimeMs = external ? RUNTIME_SHARE_MS : budgetMs;
    endRuntime(start + TimeUnit.MILLISECONDS.toNanos(runtimeMs), runtimeMs > 0);
    flushTelemetry(start + TimeUnit.MILLISECONDS.toNanos(runtimeMs));
    endExtensions(reason, start + TimeUnit.MILLISECONDS.toNanos(budgetMs), wallStart + budgetMs);
    platform.change(
        () ->
            extensions.stream()
                .filter(e -> e.process() != null)
                .forEach(e -> e.ended(e.process().end())));
  }

  private void endRuntime(long deadlineNanos, boolean asks) {
    if (runtime == null) {
      return;
    }
    if (asks) {
      runtime.signalGroup(Posix.SIGTERM);
      platform.awaitAnyway(() -> !runtime.alive(), deadlineNanos);
    }
    runtime.signalGroup(Posix.SIGKILL);
    platform.awaitAnyway(() -> !runtime.alive(), reapLimit());
  }

  /** What the runtime has left of its share, or a little more; its last words included. */
  private void flushTelemetry(long shareEndNanos) {
    if (telemetry.hasSubscriptions()) {
      long least = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAST_FLUSH_MS);
      if (runtime != null) {
        runtime.awaitOutput(LEAST_FLUSH_MS / 4);
      }
      telemetry.flush(Math.max(shareEndNanos, least));
    }
  }

  private void endExtensions(String reason, long deadlineNanos, long deadlineMs) {
    platform.deliverShutdown(reason, deadlineMs);
    for (Extension extension : extensions) {
      if (extension.alive() && !extension.receives(Platform.SHUTDOWN)) {
        extension.process().signalGroup(Posix.SIGKILL);
      }
    }
    platform.awaitAnyway(() -> extensions.stream().noneMatch(Extension::alive), deadlineNanos);
    for (Extension extension : extensions) {
      if (extension.process() != null) {
        extension.process().signalGroup(Posix.SIGKILL);
      }
    }
    platform.awaitAnyway(() -> extensions.stream().noneMatch(Extension::alive), reapLimit());
  }

  private static long reapLimit() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REAP_LIMIT_MS);
  }
}
