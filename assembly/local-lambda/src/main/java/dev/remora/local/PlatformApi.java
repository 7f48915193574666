// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remora.local.telemetry.SubscriptionRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The interfaces over HTTP: Runtime API 2018-06-01, Extensions API 2020-01-01, Telemetry API
 * 2022-07-01, and the refusal of the Logs API. Finds the route, checks what is checked before any
 * state, and asks the {@link Platform}. Called on connections' threads, which {@code next} blocks.
 */
final class PlatformApi {

  private static final String RUNTIME = "/2018-06-01/runtime/";
  private static final String INVOCATION = RUNTIME + "invocation/";
  private static final String EXTENSION = "/2020-01-01/extension/";
  private static final int EXTENSION_BODY_LIMIT = 1024 * 1024;

  private final LocalLambdaOptions options;
  private final boolean extensionsEnabled;
  private final Supplier<Platform> current;

  /**
   * Makes one.
   *
   * @param options names that are told
   * @param extensionsEnabled whether there is an Extensions API at all
   * @param current the platform of the present generation of processes, or null between two
   */
  PlatformApi(LocalLambdaOptions options, boolean extensionsEnabled, Supplier<Platform> current) {
    this.options = options;
    this.extensionsEnabled = extensionsEnabled;
    this.current = current;
  }

  /** Answers a request; null closes the connection. */
  HttpResponse answer(HttpRequest request) {
    try {
      Platform platform = current.get();
      return platform == null ? null : route(platform, request);
    } catch (Refusal refusal) {
      return refusal.response();
    } catch (RuntimeException e) {
      options.listener().note("local Lambda: " + request.path() + " failed: " + e);
      return Json.response(500, Json.error("InternalServerError", "Internal Server Error"));
    }
  }

  private HttpResponse route(Platform platform, HttpRequest request) {
    String path = request.path();
    if (path.startsWith(INVOCATION)) {
      return invocation(platform, request, path.substring(INVOCATION.length()));
    }
    if (path.startsWith(EXTENSION) && extensionsEnabled) {
      return extension(platform, request, path.substring(EXTENSION.length()));
    }
    return switch (path) {
      case RUNTIME + "init/error" ->
          only("POST", request, () -> accepted(() -> platform.runtimeInitError(request)));
      case "/2022-07-01/telemetry" -> only("PUT", request, () -> subscribe(platform, request));
      case "/2020-08-15/logs" ->
          options.managedInstance() ? notFound() : only("PUT", request, () -> notSupported("Logs"));
      default -> notFound();
    };
  }

  private HttpResponse invocation(Platform platform, HttpRequest request, String rest) {
    if (rest.equals("next")) {
      return only("GET", request, () -> result(platform.runtimeNext(request.receivedNanos())));
    }
    int slash = rest.indexOf('/');
    String id = slash < 0 ? "" : rest.substring(0, slash);
    return switch (rest.substring(slash + 1)) {
      case "response" ->
          only("POST", request, () -> accepted(() -> platform.runtimeAnswer(id, true, request)));
      case "error" ->
          only("POST", request, () -> accepted(() -> platform.runtimeAnswer(id, false, request)));
      default -> notFound();
    };
  }

  private HttpResponse extension(Platform platform, HttpRequest request, String rest) {
    return switch (rest) {
      case "register" -> only("POST", request, () -> register(platform, request));
      case "event/next" ->
          only(
              "GET",
              request,
              () -> result(platform.next(identifier(request), request.receivedNanos())));
      case "init/error" ->
          only("POST", request, () -> extensionError(request, platform::extensionInitError));
      case "exit/error" ->
          only("POST", request, () -> extensionError(request, platform::extensionExitError));
      default -> notFound();
    };
  }

  private HttpResponse register(Platform platform, HttpRequest request) {
    String name = request.header("lambda-extension-name");
    if (name.isEmpty()) {
      throw Refusal.forbidden("Extension.InvalidExtensionName", "Empty extension name");
    }
    boolean withAccount = false;
    for (String feature : request.header("lambda-extension-accept-feature").split(",")) {
      withAccount |= feature.trim().equals("accountId");
    }
    String id = platform.register(name, events(request), request.receivedNanos());
    HttpResponse body = Json.response(200, Json.registered(options, withAccount));
    return new HttpResponse(
        200,
        Map.of("Content-Type", "application/json", "Lambda-Extension-Identifier", id),
        body.body(),
        nanos -> {});
  }

  private static HttpResponse subscribe(Platform platform, HttpRequest request) {
    if (platform.telemetry().isEmpty()) {
      return notSupported("Telemetry");
    }
    String name = platform.extensionName(identifier(request));
    try {
      platform.telemetry().get().subscribe(name, request.body());
      return HttpResponse.of(200, "application/json", "\"OK\"".getBytes(StandardCharsets.UTF_8));
    } catch (SubscriptionRefused refused) {
      throw new Refusal(refused.status(), refused.errorType(), refused.getMessage());
    }
  }

  private static Set<String> events(HttpRequest request) {
    try {
      if (request.body().length > EXTENSION_BODY_LIMIT) {
        throw new IOException("http: request body too large");
      }
      JsonNode body = Json.parse(request.body());
      if (!body.isObject()) {
        throw new IOException("unexpected end of JSON input");
      }
      if (!body.path("configurationKeys").isEmpty()) {
        throw new IOException(
            "configurationKeys are deprecated; use environment variables instead");
      }
      JsonNode listed = body.path("events");
      if (!listed.isMissingNode() && !listed.isNull() && !listed.isArray()) {
        throw new IOException("json: cannot unmarshal field events into a list");
      }
      Set<String> events = new LinkedHashSet<>();
      listed.forEach(event -> events.add(event.asText()));
      return events;
    } catch (IOException e) {
      throw Refusal.forbidden("InvalidRequestFormat", e.getMessage());
    }
  }

  private static HttpResponse extensionError(HttpRequest request, BiConsumer<String, String> note) {
    String id = identifier(request);
    String errorType = request.header("lambda-extension-function-error-type");
    if (errorType.isEmpty()) {
      throw Refusal.forbidden(
          "Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");
    }
    note.accept(id, errorType);
    return Json.accepted();
  }

  private static String identifier(HttpRequest request) {
    String id = request.header("lambda-extension-identifier");
    if (id.isEmpty()) {
      throw Refusal.forbidden(
          "Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header");
    }
    try {
      return UUID.fromString(id).toString();
    } catch (IllegalArgumentException e) {
      throw Refusal.forbidden(
          "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
    }
  }

  private static HttpResponse result(CompletableFuture<HttpResponse> asked) {
    try {
      return asked.get();
    } catch (CancellationException | ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static HttpResponse accepted(Runnable change) {
    change.run();
    return Json.accepted();
  }

  private static HttpResponse only(
      String method, HttpRequest request, Supplier<HttpResponse> answer) {
    return request.method().equals(method)
        ? answer.get()
        : HttpResponse.of(405, "text/plain", new byte[0]);
  }

  private static HttpResponse notSupported(String api) {
    return Json.response(202, Json.error(api + ".NotSupported", api + " API is not supported"));
  }

  private static HttpResponse notFound() {
    return HttpResponse.text(404, "404 page not found\n");
  }
}
