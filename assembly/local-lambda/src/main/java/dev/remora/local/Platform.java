// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.PlatformEvent;
import dev.remora.local.telemetry.TelemetryHub;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What the platform knows about one generation of processes, from init to shutdown: who has
 * registered, who has asked for its next event, what the function answered, what went wrong first.
 * The interfaces' threads change it; the environment's thread waits for changes. Its monitor guards
 * everything in it.
 */
final class Platform {

  /** Extensions per function, internal ones included. */
  static final int MAX_EXTENSIONS = 10;

  static final String INVOKE = "INVOKE";
  static final String SHUTDOWN = "SHUTDOWN";

  private final LocalLambdaListener listener;
  private final Optional<TelemetryHub> telemetry;
  private final boolean managed;
  private final FunctionRuntime runtime;
  private final Map<String, Extension> extensions = new LinkedHashMap<>();
  private boolean registrationOpen = true;
  private EnvironmentFailure failure;
  private String fatalType;
  private byte[] fatalPayload;
  private HttpResponse shutdownEvent;
  private final List<Extension> shutdownSent = new ArrayList<>();

  Platform(LocalLambdaListener listener) {
    this(listener, Optional.empty(), false);
  }

  /**
   * Makes one.
   *
   * @param listener hears of its extensions
   * @param telemetry takes subscriptions; empty where there is no Telemetry API
   * @param managed whether this is a Managed Instance: several invocations at a time, of which
   *     extensions do not hear
   */
  Platform(LocalLambdaListener listener, Optional<TelemetryHub> telemetry, boolean managed) {
    this.listener = listener;
    this.telemetry = telemetry;
    this.managed = managed;
    runtime = managed ? new ManagedRuntime() : new RuntimeClient();
  }

  // ---- called by the interfaces

  /** Registers an extension and returns its identifier. */
  synchronized String register(String name, Set<String> events, long receivedNanos) {
    Extension extension = extensions.get(name);
    boolean external = extension != null && extension.external();
    for (String event : events) {
      if ((!event.equals(INVOKE) || managed) && !event.equals(SHUTDOWN)) {
        throw Refusal.forbidden("Extension.InvalidEventType", event + ": ErrorInvalidEventType");
      }
      if (!external && event.equals(SHUTDOWN)) {
        throw Refusal.forbidden(
            "Extension.InvalidEventType",
            event + ": ShutdownEventNotSupportedForInternalExtension");
      }
    }
    if (!external) {
      extension = internal(name, extension);
    }
    String id = UUID.randomUUID().toString();
    extension.register(id, events, receivedNanos);
    notifyAll();
    return id;
  }

  private Extension internal(String name, Extension existing) {
    if (!registrationOpen) {
      throw Refusal.forbidden(
          "Extension.RegistrationClosed", "Extension registration closed already");
    }
    if (extensions.size() >= MAX_EXTENSIONS) {
      throw Refusal.forbidden(
          "Extension.TooManyExtensions", "Extension limit (" + MAX_EXTENSIONS + ") reached");
    }
    if (existing != null) {
      throw Refusal.forbidden(
          "Extension.InvalidExtensionState", "Extension with this name already registered");
    }
    return add(name, false);
  }

  /** Takes an extension's request for its next event. */
  synchronized CompletableFuture<HttpResponse> next(String id, long receivedNanos) {
    Extension extension = byId(id, "Unknown extension " + id);
    CompletableFuture<HttpResponse> asked = extension.next(receivedNanos);
    // It was busy when the shutdown began. Nothing comes after a SHUTDOWN.
    if (shutdownEvent != null
        && extension.receives(SHUTDOWN)
        && !shutdownSent.contains(extension)) {
      shutdownSent.add(extension);
      extension.deliver(shutdownEvent);
    }
    notifyAll();
    return asked;
  }

  /** Takes subscriptions to telemetry; empty where there is no Telemetry API. */
  Optional<TelemetryHub> telemetry() {
    return telemetry;
  }

  /** Name of a registered extension. */
  synchronized String extensionName(String id) {
    return byId(id, "Unknown extension " + id).name();
  }

  /** Notes that an extension could not initialise. */
  synchronized void extensionInitError(String id, String errorType) {
    byId(id, "Unknown Lambda-Extension-Identifier").initError(errorType);
    recordFatal("Extension.InitError", null);
  }

  /** Notes that an extension is about to exit. */
  synchronized void extensionExitError(String id, String errorType) {
    byId(id, "Unknown Lambda-Extension-Identifier").exitError(errorType);
    recordFatal("Extension.ExitError", null);
  }

  /** Takes the runtime's request for its next invocation. */
  synchronized CompletableFuture<HttpResponse> runtimeNext(long receivedNanos) {
    CompletableFuture<HttpResponse> asked = runtime.next(receivedNanos);
    notifyAll();
    return asked;
  }

  /** Takes the function's answer or error. */
  synchronized void runtimeAnswer(String requestId, boolean success, HttpRequest request) {
    try {
      runtime.answer(requestId, success, request);
    } finally {
      notifyAll();
    }
  }

  /** Notes that the runtime or the function could not initialise. */
  synchronized void runtimeInitError(HttpRequest request) {
    runtime.initError();
    recordFatal(RuntimeClient.errorType(request, "Runtime.Unknown"), request.body());
  }

  private void recordFatal(String errorType, byte[] payload) {
    if (fatalType == null) {
      fatalType = errorType;
      fatalPayload = payload;
    }
    notifyAll();
  }

  private Extension byId(String id, String otherwise) {
    for (Extension extension : extensions.values()) {
      if (extension.id().equals(id)) {
        return extension;
      }
    }
    throw Refusal.forbidden("Extension.UnknownExtensionIdentifier", otherwise);
  }

  // ---- called by the environment

  /** Adds an external extension that is about to be started. */
  synchronized Extension addExternal(String name) {
    return add(name, true);
  }

  private Extension add(String name, boolean external) {
    Extension extension = new Extension(name, external, listener);
    extensions.put(name, extension);
    return extension;
  }

  /** Runs something under the monitor, and wakes who waits. */
  synchronized void change(Runnable change) {
    change.run();
    notifyAll();
  }

  /** Closes registration: the runtime has asked for its first event. */
  synchronized void closeRegistration() {
    registrationOpen = false;
  }

  /** Whether every external extension has registered. */
  synchronized boolean allRegistered() {
    return extensions.values().stream().allMatch(e -> e.state() != Extension.State.STARTED);
  }

  /** Whether the runtime waits for an invocation. */
  synchronized boolean runtimeReady() {
    return runtime.ready();
  }

  /** Whether every extension waits for an event. */
  synchronized boolean extensionsReady() {
    return extensions.values().stream().allMatch(e -> e.state() == Extension.State.READY);
  }

  /** Sets a runtime that waits for an invocation aside for the caller; false when none does. */
  synchronized boolean reserveRuntime() {
    return runtime.reserve();
  }

  /** Whether the runtime is done with an invocation: answered, and able to take another. */
  synchronized boolean runtimeDone(String requestId) {
    return runtime.done(requestId);
  }

  /** Whether an invocation is over: the runtime is done, and so is every extension it went to. */
  synchronized boolean invocationOver(String requestId) {
    return runtimeDone(requestId)
        && extensions.values().stream()
            .filter(e -> e.receives(INVOKE))
            .allMatch(e -> e.state() == Extension.State.READY);
  }

  /** Sends an invocation to the runtime and to the extensions that want it. */
  synchronized void deliver(Invocation invocation) {
    String requestId = invocation.requestId();
    runtime.deliver(invocation, nanos -> change(() -> runtime.taken(requestId, nanos)));
    for (Extension extension : extensions.values()) {
      if (extension.receives(INVOKE)) {
        HttpResponse event =
            new HttpResponse(
                200,
                Map.of(
                    "Content-Type",
                    "application/json",
                    "Lambda-Extension-Event-Identifier",
                    UUID.randomUUID().toString()),
                Json.bytes(Json.invokeEvent(invocation)),
                nanos -> change(() -> extension.delivered(nanos)));
        extension.deliver(event);
      }
    }
  }

  /** Sends SHUTDOWN to every extension that wants it, now or when it asks. */
  synchronized void deliverShutdown(String reason, long deadlineMs) {
    shutdownEvent = Json.response(200, Json.shutdownEvent(reason, deadlineMs));
    for (Extension extension : extensions.values()) {
      if (extension.receives(SHUTDOWN) && extension.deliver(shutdownEvent)) {
        shutdownSent.add(extension);
      }
    }
  }

  /** Something has ended that must not; the first failure counts. */
  synchronized void fail(String errorType, String message) {
    if (failure == null) {
      failure =
          new EnvironmentFailure(fatalType == null ? errorType : fatalType, message, fatalPayload);
    }
    notifyAll();
  }

  /** Waits until something is true, somebody fails, or the time is over. */
  synchronized void await(BooleanSupplier reached, long deadlineNanos, String late)
      throws EnvironmentFailure {
    while (true) {
      if (failure != null) {
        throw failure;
      }
      if (reached.getAsBoolean()) {
        return;
      }
      if (!waitUntil(deadlineNanos)) {
        throw new EnvironmentFailure(EnvironmentFailure.TIMED_OUT, late, null);
      }
    }
  }

  /** Waits until something is true or the time is over, whatever fails; whether it is true. */
  synchronized boolean awaitAnyway(BooleanSupplier reached, long deadlineNanos) {
    while (!reached.getAsBoolean()) {
      if (!waitUntil(deadlineNanos)) {
        return reached.getAsBoolean();
      }
    }
    return true;
  }

  private boolean waitUntil(long deadlineNanos) {
    long left = deadlineNanos - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    try {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalLambdaException("Sandbox.Failure", "interrupted", e);
    }
  }

  /** What the function has answered to an invocation, or null. */
  synchronized RuntimeClient.Answer answer(String requestId) {
    return runtime.answer(requestId);
  }

  /** When an invocation was written to the runtime, or 0. */
  synchronized long takenNanos(String requestId) {
    return runtime.takenNanos(requestId);
  }

  /** When the runtime asked for more after an invocation. */
  synchronized long runtimeNextNanos(String requestId) {
    return runtime.nextNanos(requestId);
  }

  /** Nobody waits for the answer to an invocation any more. */
  synchronized void forget(String requestId) {
    runtime.forget(requestId);
  }

  /** What telemetry says of the extensions at the end of init. */
  synchronized List<PlatformEvent.Extension> extensionEvents() {
    return extensions.values().stream().map(Extension::telemetry).toList();
  }

  /** Runtime's last {@code next} until the last one of an INVOKE extension; not negative. */
  synchronized long postRuntimeNanos(String requestId) {
    long longest = 0;
    for (Extension extension : extensions.values()) {
      if (extension.receives(INVOKE)) {
        longest = Math.max(longest, extension.lastNextNanos() - runtime.nextNanos(requestId));
      }
    }
    return longest;
  }

  /** The extensions, in the order in which they came. */
  synchronized List<Extension> extensions() {
    return List.copyOf(extensions.values());
  }

  /** Figures of every external extension. */
  synchronized List<ExtensionTimings> timings() {
    return extensions.values().stream()
        .filter(Extension::external)
        .map(Extension::timings)
        .toList();
  }

  /** Closes the connections of everybody who still waits. */
  synchronized void abandon() {
    runtime.abandon();
    extensions.values().forEach(Extension::abandon);
  }
}
