// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * A runtime on Managed Instances: it asks for several invocations at a time, each request gets one.
 * Not thread-safe: guarded by the {@link Platform} it belongs to.
 */
final class ManagedRuntime implements FunctionRuntime {

  private static final class Call {
    private long takenNanos;
    private RuntimeClient.Answer answer;
  }

  private final Queue<CompletableFuture<HttpResponse>> idle = new ArrayDeque<>();
  private final Map<String, Call> calls = new HashMap<>();

  /** Invocations that timed out, whose code runs on: their answers come to nothing. */
  private final Set<String> late = new HashSet<>();

  private int reserved;
  private boolean failed;
  private boolean asked;

  @Override
  public CompletableFuture<HttpResponse> next(long receivedNanos) {
    if (failed) {
      throw Refusal.runtimeTransition("InitError", "Ready");
    }
    asked = true;
    CompletableFuture<HttpResponse> request = new CompletableFuture<>();
    idle.add(request);
    return request;
  }

  @Override
  public boolean ready() {
    return idle.size() > reserved;
  }

  @Override
  public boolean reserve() {
    boolean ready = ready();
    if (ready) {
      reserved++;
    }
    return ready;
  }

  @Override
  public void deliver(Invocation invocation, LongConsumer taken) {
    reserved--;
    calls.put(invocation.requestId(), new Call());
    idle.remove().complete(RuntimeClient.event(invocation).onWrite(taken));
  }

  @Override
  public void taken(String requestId, long nanos) {
    Call call = calls.get(requestId);
    if (call != null) {
      call.takenNanos = nanos;
    }
  }

  @Override
  public void answer(String requestId, boolean success, HttpRequest request) {
    if (late.remove(requestId)) {
      return;
    }
    Call call = calls.get(requestId);
    if (call == null) {
      throw RuntimeClient.unknownRequest();
    }
    if (call.answer != null) {
      throw Refusal.runtimeTransition("ResponseSent", "InvocationResponse");
    }
    call.answer = RuntimeClient.Answer.of(success, request);
    RuntimeClient.refuseTooLarge(request);
  }

  @Override
  public void initError() {
    if (asked) {
      throw Refusal.runtimeTransition("Ready", "InitError");
    }
    failed = true;
  }

  @Override
  public RuntimeClient.Answer answer(String requestId) {
    Call call = calls.get(requestId);
    return call == null ? null : call.answer;
  }

  @Override
  public boolean done(String requestId) {
    return answer(requestId) != null;
  }

  @Override
  public long takenNanos(String requestId) {
    Call call = calls.get(requestId);
    return call == null ? 0 : call.takenNanos;
  }

  /** Which of its requests comes after which answer cannot be told: the answer's own time. */
  @Override
  public long nextNanos(String requestId) {
    RuntimeClient.Answer answer = answer(requestId);
    return answer == null ? 0 : answer.receivedNanos();
  }

  @Override
  public void forget(String requestId) {
    Call call = calls.remove(requestId);
    if (call != null && call.answer == null) {
      late.add(requestId);
    }
  }

  @Override
  public void abandon() {
    idle.forEach(request -> request.cancel(false));
  }
}
