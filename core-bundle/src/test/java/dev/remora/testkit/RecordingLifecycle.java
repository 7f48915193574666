// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.lifecycle.RuntimeDone;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a plugin told, in order. Thread-safe. */
public final class RecordingLifecycle implements Lifecycle {
  private final List<Record> records = new ArrayList<>();

  /** Everything told so far. */
  public synchronized List<Record> records() {
    return List.copyOf(records);
  }

  @Override
  public synchronized void initStarted(InitStart start) {
    records.add(start);
  }

  @Override
  public synchronized void initReported(InitReport report) {
    records.add(report);
  }

  @Override
  public synchronized void runtimeDone(RuntimeDone done) {
    records.add(done);
  }

  @Override
  public synchronized void reported(InvocationReport report) {
    records.add(report);
  }
}
