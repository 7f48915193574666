// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * The runtime and the invocations it works on, as the Runtime API sees them. Not thread-safe:
 * guarded by the {@link Platform} it belongs to.
 */
sealed interface FunctionRuntime permits RuntimeClient, ManagedRuntime {

  /** Takes a request for the next invocation; the result is completed with it. */
  CompletableFuture<HttpResponse> next(long receivedNanos);

  /** Whether it waits for an invocation. */
  boolean ready();

  /** Sets its readiness aside for the caller, who will deliver; false when it is not ready. */
  boolean reserve();

  /**
   * Sends an invocation, which must have been reserved.
   *
   * @param taken called when it is written, with {@link System#nanoTime()}; on another thread
   */
  void deliver(Invocation invocation, LongConsumer taken);

  /** The invocation has been written. */
  void taken(String requestId, long nanos);

  /** Takes the function's answer, or its error. */
  void answer(String requestId, boolean success, HttpRequest request);

  /** It could not initialise. */
  void initError();

  /** What was answered to an invocation; null as long as it was not, or has been forgotten. */
  RuntimeClient.Answer answer(String requestId);

  /** Whether it is done with an invocation and can take another. */
  boolean done(String requestId);

  /** When an invocation was written to it; 0 while it was not. */
  long takenNanos(String requestId);

  /** When it asked for more after an invocation, as far as that can be told. */
  long nextNanos(String requestId);

  /** Nobody waits for the answer to an invocation any more. */
  void forget(String requestId);

  /** Closes the connections that wait. */
  void abandon();
}
