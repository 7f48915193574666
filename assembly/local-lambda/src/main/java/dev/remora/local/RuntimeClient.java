// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * A runtime that works on one invocation at a time, and its state. Not thread-safe: guarded by the
 * {@link Platform} it belongs to.
 *
 * <p>{@code Started → Ready → Running → ResponseSent → Ready …}
 */
final class RuntimeClient implements FunctionRuntime {

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
      boolean success, String errorType, byte[] payload, long beganNanos, long receivedNanos) {

    /** What a request answers; one that is too large is an error of the function's. */
    static Answer of(boolean success, HttpRequest request) {
      byte[] payload = request.body();
      String type = "";
      boolean tooLarge = payload.length > PAYLOAD_LIMIT;
      if (tooLarge) {
        type = "Function.ResponseSizeTooLarge";
        payload =
            Json.bytes(
                Json.error(
                    type,
                    "Response payload size exceeded maximum allowed payload size ("
                        + PAYLOAD_LIMIT
                        + " bytes)."));
      } else if (!success) {
        // A caller sees the body; the header is a word for the platform, often a general one.
        String own = Json.errorTypeOf(payload);
        type = own.isEmpty() ? RuntimeClient.errorType(request, "Function.Unknown") : own;
      }
      return new Answer(
          success && !tooLarge, type, payload, request.beganNanos(), request.receivedNanos());
    }
  }

  private final List<CompletableFuture<HttpResponse>> pending = new ArrayList<>();
  private State state = State.STARTED;
  private Invocation current;
  private Answer answer;
  private long takenNanos;
  private long nextNanos;

  @Override
  public CompletableFuture<HttpResponse> next(long receivedNanos) {
    switch (state) {
      case STARTED, RESPONSE_SENT -> {
        state = State.READY;
        nextNanos = receivedNanos;
      }
      case RUNNING -> {
        return CompletableFuture.completedFuture(event(current)); // the same one once more
      }
      case READY -> {} // a client that lost its connection asks again
      case INIT_ERROR -> throw Refusal.runtimeTransition(state.word, State.READY.word);
    }
    CompletableFuture<HttpResponse> asked = new CompletableFuture<>();
    pending.add(asked);
    return asked;
  }

  @Override
  public boolean ready() {
    return state == State.READY;
  }

  @Override
  public boolean reserve() {
    return ready();
  }

  @Override
  public void deliver(Invocation invocation, LongConsumer taken) {
    current = invocation;
    answer = null;
    takenNanos = 0;
    state = State.RUNNING;
    HttpResponse event = event(invocation).onWrite(taken);
    pending.forEach(asked -> asked.complete(event));
    pending.clear();
  }

  @Override
  public void taken(String requestId, long nanos) {
    if (isCurrent(requestId) && takenNanos == 0) {
      takenNanos = nanos;
    }
  }

  @Override
  public void answer(String requestId, boolean success, HttpRequest request) {
    if (!isCurrent(requestId)) {
      throw unknownRequest();
    }
    if (state != State.RUNNING) {
      throw Refusal.runtimeTransition(
          state.word, success ? "InvocationResponse" : "InvocationErrorResponse");
    }
    state = State.RESPONSE_SENT;
    answer = Answer.of(success, request);
    refuseTooLarge(request);
  }

  private boolean isCurrent(String requestId) {
    return current != null && current.requestId().equals(requestId);
  }

  static Refusal unknownRequest() {
    return new Refusal(400, "InvalidRequestID", "Invalid request ID");
  }

  /** Tells the runtime that what it answered was taken for an error. */
  static void refuseTooLarge(HttpRequest request) {
    if (request.body().length > PAYLOAD_LIMIT) {
      throw new Refusal(
          413,
          "RequestEntityTooLarge",
          "Exceeded maximum allowed payload size (" + PAYLOAD_LIMIT + " bytes).");
    }
  }

  @Override
  public void initError() {
    if (state != State.STARTED) {
      throw Refusal.runtimeTransition(state.word, State.INIT_ERROR.word);
    }
    state = State.INIT_ERROR;
  }

  @Override
  public Answer answer(String requestId) {
    return isCurrent(requestId) ? answer : null;
  }

  @Override
  public boolean done(String requestId) {
    return answer(requestId) != null && ready();
  }

  @Override
  public long takenNanos(String requestId) {
    return isCurrent(requestId) ? takenNanos : 0;
  }

  @Override
  public long nextNanos(String requestId) {
    return nextNanos;
  }

  /** Nothing to do: an environment whose invocation timed out is reset. */
  @Override
  public void forget(String requestId) {}

  @Override
  public void abandon() {
    pending.forEach(asked -> asked.cancel(false));
  }

  /** The platform's word for an error: the header's, else the body's, else {@code otherwise}. */
  static String errorType(HttpRequest request, String otherwise) {
    String header = request.header("lambda-runtime-function-error-type");
    String type = header.isEmpty() ? Json.errorTypeOf(request.body()) : header;
    return type.isEmpty() ? otherwise : type;
  }

  /** An invocation as a runtime gets it. */
  static HttpResponse event(Invocation invocation) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
    headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadlineMs()));
    headers.put("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
    headers.put("Lambda-Runtime-Trace-Id", invocation.traceId());
    return new HttpResponse(200, headers, invocation.payload(), nanos -> {});
  }
}
