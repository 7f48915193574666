// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;

/**
 * What the platform has said so far: of the initialisation, and of the last few invocations. A
 * record may come before the event that it belongs to has been taken, when the agent was late. Used
 * by the sampling thread alone.
 */
final class Accounts {
  private static final int KEPT = 8;

  private final RuntimeDone[] done = new RuntimeDone[KEPT];
  private final InvocationReport[] reports = new InvocationReport[KEPT];
  private int nextDone;
  private int nextReport;
  private InitStart initStart;
  private InitReport initReport;

  void add(RuntimeDone record) {
    done[nextDone] = record;
    nextDone = (nextDone + 1) % KEPT;
  }

  void add(InvocationReport record) {
    reports[nextReport] = record;
    nextReport = (nextReport + 1) % KEPT;
  }

  void add(InitStart record) {
    initStart = record;
  }

  void add(InitReport record) {
    initReport = record;
  }

  /** What was said when the function had finished; null when nothing. */
  RuntimeDone doneOf(String requestId) {
    for (RuntimeDone record : done) {
      if (record != null && record.requestId().equals(requestId)) {
        return record;
      }
    }
    return null;
  }

  /** The account of an invocation; null when there is none. */
  InvocationReport reportOf(String requestId) {
    for (InvocationReport record : reports) {
      if (record != null && record.requestId().equals(requestId)) {
        return record;
      }
    }
    return null;
  }

  /** The platform's word for how the sandbox came to be; {@code otherwise} when it did not say. */
  String initializationType(String otherwise) {
    return initStart == null || initStart.initializationType().isEmpty()
        ? otherwise
        : initStart.initializationType();
  }

  /** The end of the initialisation; null when nothing was said. */
  InitReport initReport() {
    return initReport;
  }
}
