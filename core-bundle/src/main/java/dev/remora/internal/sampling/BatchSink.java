// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.internal.self.SelfMetrics;

/** Takes closed batches. Called by the sampling thread. */
public interface BatchSink {

  /**
   * An invocation comes in the sandbox of that identity. It is another one than before only after a
   * SnapStart restore, ahead of the first invocation.
   */
  void inSandbox(String sandboxId);

  /**
   * A batch is complete.
   *
   * @param invocationId the request id that all of it belongs to; empty when to none
   * @param itemCount number of points
   * @param payload one OTLP metrics request
   */
  void metrics(String invocationId, int itemCount, byte[] payload);

  /**
   * The summary of an invocation.
   *
   * @param invocationId its request id
   * @param payload one OTLP logs request with one record
   */
  void summary(String invocationId, byte[] payload);

  /** Bytes of OTLP that all exporters together have sent since the agent started. */
  long exportedBytes();

  /**
   * Adds what the buffer and the exporters can tell of themselves; called once, at the first
   * invocation.
   */
  void tellOfThemselves(SelfMetrics self);

  /** An invocation has begun, and all batches of the one before are closed. */
  void invoked();

  /**
   * The function has finished an invocation, and all batches of it are closed; a freeze is likely
   * to follow. Not called where nobody says so.
   */
  default void ended() {}
}
