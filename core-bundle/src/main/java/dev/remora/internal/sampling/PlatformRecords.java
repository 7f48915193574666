// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.lifecycle.RuntimeDone;

/** What the platform has said about the sandbox and its invocations. */
final class PlatformRecords implements Lifecycle {

  @Override
  public void initStarted(InitStart start) {}

  @Override
  public void initReported(InitReport report) {}

  @Override
  public void runtimeDone(RuntimeDone done) {}

  @Override
  public void reported(InvocationReport report) {}
}
