// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what the platform says about the life of the sandbox, from the plugin that hears it (the
 * {@code lambda} sampler, from Lambda's Telemetry API 2022-07-01). The core ends invocations and
 * completes their summaries with it. Without such a plugin an invocation ends at the next event.
 *
 * <p>Thread-safe, returns at once. A record may come late, twice, or never; one that names an
 * unknown invocation is ignored.
 */
@ProviderType
public interface Lifecycle {

  /** An initialisation has begun ({@code platform.initStart} or {@code platform.restoreStart}). */
  void initStarted(InitStart start);

  /** An initialisation is over ({@code platform.initReport} or {@code platform.restoreReport}). */
  void initReported(InitReport report);

  /** The function has finished an invocation ({@code platform.runtimeDone}). */
  void runtimeDone(RuntimeDone done);

  /** The account of an invocation ({@code platform.report}), usually during the next one. */
  void reported(InvocationReport report);
}
