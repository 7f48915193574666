// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The runtime and its state, as the Runtime API sees it. Not thread-safe: guarded by the {@link
 * Platform} it belongs to.
 *
 * <p>{@code Started → Ready → Running → ResponseSent → Ready …}
 */
final class RuntimeClient {

  /** Largest answer of a function: 6 MiB and a little. */
  static final int PAYLOAD_LIMIT = 6 * 1024 * 1024 + 100;

  private enum State {
    STARTED("Started"),
    INIT_ERROR("InitError"),
    READY("Ready"),
    RUNNING("Running"),
    RESPONSE_SENT("ResponseSent");

    private final String word;

    State(String word) {
      this.word = word;
    }
  }

  /**
   * What the function answered.
   *
   * @param success whether it was an answer and not an error
   * @param errorType its own word for the error
   * @param payload what it sent
   * @param beganNanos when it began to come
   * @param receivedNanos when it had come
   */
  record Answer(
      boolean success, String errorType, byte[] payload, long beganNanos, long receivedNanos) {}

  private final List<CompletableFuture<HttpResponse>> pending = new ArrayList<>();
  private State state = State.STARTED;
  private Invocation current;
  private Answer answer;
  private long takenNanos;
  private long nextNanos;

  /** Takes a request for the next invocation. */
  CompletableFuture<HttpResponse> next(long receivedNanos) {
    switch (state) {
      case STARTED, RESPONSE_SENT -> {
        state = State.READY;
        nextNanos = receivedNanos;
      }
      case RUNNING -> {
        return CompletableFuture.completedFuture(event()); // the same one once more
      }
      case READY -> {} // a client that lost its connection asks again
      case INIT_ERROR -> throw Refusal.runtimeTransition(state.word, State.READY.word);
    }
    CompletableFuture<HttpResponse> asked = new CompletableFuture<>();
    pending.add(asked);
    return asked;
  }

  boolean ready() {
    return state == State.READY;
  }

  /** Sends an invocation to the runtime, which must be ready. */
  void deliver(Invocation invocation, java.util.function.LongConsumer taken) {
    current = invocation;
    answer = null;
    takenNanos = 0;
    state = State.RUNNING;
    HttpResponse event = event().onWrite(taken);
    pending.forEach(asked -> asked.complete(event));
    pending.clear();
  }

  void taken(long nanos) {
    if (takenNanos == 0) {
      takenNanos = nanos;
    }
  }

  /** Takes the function's answer. */
  void answer(String requestId, boolean success, HttpRequest request) {
    if (current == null || !current.requestId().equals(requestId)) {
      throw new Refusal(400, "InvalidRequestID", "Invalid request ID");
    }
    if (state != State.RUNNING) {
      throw Refusal.runtimeTransition(
          state.word, success ? "InvocationResponse" : "InvocationErrorResponse");
    }
    state = State.RESPONSE_SENT;
    if (request.body().length > PAYLOAD_LIMIT) {
      String message =
          "Response payload size exceeded maximum allowed payload size ("
              + PAYLOAD_LIMIT
              + " bytes).";
      String type = "Function.ResponseSizeTooLarge";
      answer =
          new Answer(
              false,
              type,
              Json.bytes(Json.error(type, message)),
              request.beganNanos(),
              request.receivedNanos());
      throw new Refusal(
          413,
          "RequestEntityTooLarge",
          "Exceeded maximum allowed payload size (" + PAYLOAD_LIMIT + " bytes).");
    }
    // A caller sees the body; the header is a word for the platform, often a general one.
    String own = success ? "" : Json.errorTypeOf(request.body());
    String type = success || !own.isEmpty() ? own : errorType(request, "Function.Unknown");
    answer =
        new Answer(success, type, request.body(), request.beganNanos(), request.receivedNanos());
  }

  void initError() {
    if (state != State.STARTED) {
      throw Refusal.runtimeTransition(state.word, State.INIT_ERROR.word);
    }
    state = State.INIT_ERROR;
  }

  /** What was answered to the current invocation, or null. */
  Answer answer() {
    return answer;
  }

  /** When the current invocation was written to the runtime; 0 while it was not. */
  long takenNanos() {
    return takenNanos;
  }

  /** When the last {@code next} that changed the state had been received. */
  long nextNanos() {
    return nextNanos;
  }

  void abandon() {
    pending.forEach(asked -> asked.cancel(false));
  }

  /** The platform's word for an error: the header's, else the body's, else {@code otherwise}. */
  static String errorType(HttpRequest request, String otherwise) {
    String header = request.header("lambda-runtime-function-error-type");
    String type = header.isEmpty() ? Json.errorTypeOf(request.body()) : header;
    return type.isEmpty() ? otherwise : type;
  }

  private HttpResponse event() {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Lambda-Runtime-Aws-Request-Id", current.requestId());
    headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(current.deadlineMs()));
    headers.put("Lambda-Runtime-Invoked-Function-Arn", current.functionArn());
    headers.put("Lambda-Runtime-Trace-Id", current.traceId());
    return new HttpResponse(200, headers, current.payload(), nanos -> {});
  }
}
