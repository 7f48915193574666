// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

/** Takes closed batches. Called by the sampling thread. */
public interface BatchSink {

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
}
