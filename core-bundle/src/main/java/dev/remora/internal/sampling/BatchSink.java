// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

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

  /** An invocation has begun, and all batches of the one before are closed. */
  void invoked();

  /**
   * The function has finished an invocation, and all batches of it are closed; a freeze is likely
   * to follow. Not called where nobody says so.
   */
  default void ended() {}
}
