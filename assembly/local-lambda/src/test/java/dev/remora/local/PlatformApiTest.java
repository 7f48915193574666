// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remora.local.telemetry.TelemetryHub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every status and error body of the interfaces, without a process. */
class PlatformApiTest {

  private static final String REGISTER = "/2020-01-01/extension/register";
  private static final String NEXT = "/2020-01-01/extension/event/next";
  private static final String INIT_ERROR = "/2020-01-01/extension/init/error";
  private static final String EXIT_ERROR = "/2020-01-01/extension/exit/error";
  private static final String RUNTIME_NEXT = "/2018-06-01/runtime/invocation/next";
  private static final String RUNTIME_INIT_ERROR = "/2018-06-01/runtime/init/error";
  private static final String TELEMETRY = "/2022-07-01/telemetry";
  private static final String BOTH = "{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}";

  private final LocalLambdaOptions options =
      LocalLambdaOptions.of(new FunctionCode.Bootstrap(Path.of("/none")))
          .functionName("orders")
          .handler("com.acme.Orders::handle")
          .build();
  private Platform platform = new Platform(LocalLambdaListener.SILENT);
  private final PlatformApi api = new PlatformApi(options, true, () -> platform);
  private final Invocation invocation =
      new Invocation(
          "5d89e504-2532-4b6c-b591-b921ae709a22",
          "arn:aws:lambda:eu-west-1:123456789012:function:orders",
          "Root=1-2-3",
          1795451619682L,
          "{\"a\":1}".getBytes(UTF_8));

  private HttpResponse send(String method, String path, String body, String... headers) {
    Map<String, String> byName = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      byName.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    return api.answer(
        new HttpRequest(method, path, byName, body.getBytes(UTF_8), System.nanoTime()));
  }

  private static JsonNode json(HttpResponse response) {
    try {
      return Json.parse(response.body());
    } catch (IOException e) {
      throw new AssertionError(new String(response.body(), UTF_8), e);
    }
  }

  private static void assertRefused(HttpResponse response, String errorType, String message) {
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers()).containsEntry("Content-Type", "application/json");
    assertThat(json(response).path("errorType").asText()).isEqualTo(errorType);
    assertThat(json(response).path("errorMessage").asText()).isEqualTo(message);
  }

  private HttpResponse register(String name, String body) {
    return send("POST", REGISTER, body, "Lambda-Extension-Name", name);
  }

  private String registered(String name) {
    platform.addExternal(name);
    return register(name, BOTH).headers().get("Lambda-Extension-Identifier");
  }

  private CompletableFuture<HttpResponse> asking(String path, String id) {
    return CompletableFuture.supplyAsync(
        () -> send("GET", path, "", "Lambda-Extension-Identifier", id),
        task -> Thread.ofVirtual().start(task));
  }

  private CompletableFuture<HttpResponse> extensionNext(String id) {
    CompletableFuture<HttpResponse> answer = asking(NEXT, id);
    assertThat(platform.awaitAnyway(platform::extensionsReady, soon())).isTrue();
    return answer;
  }

  private CompletableFuture<HttpResponse> runtimeNext() {
    CompletableFuture<HttpResponse> answer = asking(RUNTIME_NEXT, "");
    assertThat(platform.awaitAnyway(platform::runtimeReady, soon())).isTrue();
    return answer;
  }

  private static long soon() {
    return System.nanoTime() + 5_000_000_000L;
  }

  // ---- register

  @Test
  void registerTellsTheFunctionAndAnIdentifier() {
    platform.addExternal("agent");

    HttpResponse response = register("agent", BOTH);

    assertThat(response.status()).isEqualTo(200);
    assertThat(UUID.fromString(response.headers().get("Lambda-Extension-Identifier"))).isNotNull();
    assertThat(json(response).toString())
        .isEqualTo(
            "{\"functionName\":\"orders\",\"functionVersion\":\"$LATEST\","
                + "\"handler\":\"com.acme.Orders::handle\"}");
  }

  @Test
  void theAccountIsToldToWhoAsksForIt() {
    platform.addExternal("agent");

    HttpResponse response =
        send(
            "POST",
            REGISTER,
            BOTH,
            "Lambda-Extension-Name",
            "agent",
            "Lambda-Extension-Accept-Feature",
            "unknown, accountId");

    assertThat(json(response).path("accountId").asText()).isEqualTo("123456789012");
  }

  @Test
  void eventsMayBeMissing() {
    platform.addExternal("agent");

    assertThat(register("agent", "{}").status()).isEqualTo(200);
  }

  @Test
  void anEmptyNameIsRefused() {
    assertRefused(
        send("POST", REGISTER, BOTH), "Extension.InvalidExtensionName", "Empty extension name");
  }

  @Test
  void aBodyThatIsNoJsonIsRefused() {
    platform.addExternal("agent");

    HttpResponse response = register("agent", "events");

    assertThat(response.status()).isEqualTo(403);
    assertThat(json(response).path("errorType").asText()).isEqualTo("InvalidRequestFormat");
  }

  @Test
  void aBodyAboveAMebibyteIsRefused() {
    platform.addExternal("agent");
    String spaces = " ".repeat(1024 * 1024 - BOTH.length());

    assertRefused(
        register("agent", BOTH + spaces + " "),
        "InvalidRequestFormat",
        "http: request body too large");
    assertThat(register("agent", BOTH + spaces).status()).isEqualTo(200);
  }

  @Test
  void configurationKeysAreRefused() {
    platform.addExternal("agent");

    assertRefused(
        register("agent", "{\"events\":[],\"configurationKeys\":[\"A\"]}"),
        "InvalidRequestFormat",
        "configurationKeys are deprecated; use environment variables instead");
  }

  @Test
  void anUnknownEventIsRefused() {
    platform.addExternal("agent");

    assertRefused(
        register("agent", "{\"events\":[\"FREEZE\"]}"),
        "Extension.InvalidEventType",
        "FREEZE: ErrorInvalidEventType");
  }

  @Test
  void aFaultOfThePlatformIsAnInternalServerError() {
    PlatformApi broken =
        new PlatformApi(
            options,
            true,
            () -> {
              throw new IllegalStateException("broken");
            });
    HttpResponse response =
        broken.answer(new HttpRequest("GET", NEXT, Map.of(), new byte[0], 0, 0));

    assertThat(response.status()).isEqualTo(500);
    assertThat(json(response).path("errorType").asText()).isEqualTo("InternalServerError");
  }

  @Test
  void onManagedInstancesInvokeIsRefusedAndTheLogsApiIsNotThere() {
    platform = new Platform(LocalLambdaListener.SILENT, Optional.empty(), true);
    platform.addExternal("agent");
    LocalLambdaOptions managed =
        LocalLambdaOptions.of(new FunctionCode.Bootstrap(Path.of("/none")))
            .initializationType(InitializationType.MANAGED_INSTANCES)
            .build();
    PlatformApi its = new PlatformApi(managed, true, () -> platform);

    assertRefused(
        register("agent", BOTH), "Extension.InvalidEventType", "INVOKE: ErrorInvalidEventType");
    assertThat(register("agent", "{\"events\":[\"SHUTDOWN\"]}").status()).isEqualTo(200);
    HttpRequest logs = new HttpRequest("PUT", "/2020-08-15/logs", Map.of(), new byte[0], 0, 0);
    assertThat(its.answer(logs).status()).isEqualTo(404);
  }

  @Test
  void aNameThatIsNoFileIsAnInternalExtensionAndMayNotHaveShutdown() {
    platform.addExternal("agent");

    assertRefused(
        register("agnet", BOTH),
        "Extension.InvalidEventType",
        "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
    assertThat(register("agnet", "{\"events\":[\"INVOKE\"]}").status()).isEqualTo(200);
    assertThat(platform.allRegistered()).isFalse();
  }

  @Test
  void registeringTwiceIsRefused() {
    registered("agent");

    assertRefused(
        register("agent", BOTH),
        "Extension.InvalidExtensionState",
        "State transition from Registered to Registered failed for extension agent."
            + " Error: State transition is not allowed");
  }

  @Test
  void anInternalExtensionCannotRegisterTwice() {
    register("inside", "{}");

    assertRefused(
        register("inside", "{}"),
        "Extension.InvalidExtensionState",
        "Extension with this name already registered");
  }

  @Test
  void theEleventhExtensionIsRefused() {
    for (int i = 0; i < 10; i++) {
      assertThat(register("inside-" + i, "{}").status()).isEqualTo(200);
    }

    assertRefused(
        register("inside-10", "{}"), "Extension.TooManyExtensions", "Extension limit (10) reached");
  }

  @Test
  void registrationIsClosedAfterInit() {
    platform.closeRegistration();

    assertRefused(
        register("inside", "{}"),
        "Extension.RegistrationClosed",
        "Extension registration closed already");
  }

  // ---- identifiers

  @ParameterizedTest
  @CsvSource({"GET," + NEXT, "POST," + INIT_ERROR, "POST," + EXIT_ERROR})
  void aMissingAnInvalidAndAnUnknownIdentifierAreRefused(String method, String path) {
    String type = "Lambda-Extension-Function-Error-Type";
    String unknown = "00000000-0000-4000-8000-000000000000";

    assertRefused(
        send(method, path, "", type, "Extension.X"),
        "Extension.MissingExtensionIdentifier",
        "Missing Lambda-Extension-Identifier header");
    assertRefused(
        send(method, path, "", type, "Extension.X", "Lambda-Extension-Identifier", "no-uuid"),
        "Extension.InvalidExtensionIdentifier",
        "Invalid Lambda-Extension-Identifier");
    HttpResponse response =
        send(method, path, "", type, "Extension.X", "Lambda-Extension-Identifier", unknown);
    assertRefused(
        response,
        "Extension.UnknownExtensionIdentifier",
        path.equals(NEXT) ? "Unknown extension " + unknown : "Unknown Lambda-Extension-Identifier");
  }

  // ---- next

  @Test
  void anInvokeEventHasTheDocumentedFormAndHeaders() throws Exception {
    String id = registered("agent");
    CompletableFuture<HttpResponse> answer = extensionNext(id);
    runtimeNext();

    platform.deliver(invocation);

    HttpResponse event = answer.get();
    assertThat(event.status()).isEqualTo(200);
    assertThat(event.headers()).containsEntry("Content-Type", "application/json");
    assertThat(UUID.fromString(event.headers().get("Lambda-Extension-Event-Identifier")))
        .isNotNull();
    assertThat(json(event).toString())
        .isEqualTo(
            "{\"eventType\":\"INVOKE\",\"deadlineMs\":1795451619682,"
                + "\"requestId\":\"5d89e504-2532-4b6c-b591-b921ae709a22\","
                + "\"invokedFunctionArn\":\"arn:aws:lambda:eu-west-1:123456789012:function:orders\","
                + "\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",\"value\":\"Root=1-2-3\"}}");
  }

  @Test
  void aShutdownEventHasTheDocumentedForm() throws Exception {
    CompletableFuture<HttpResponse> answer = extensionNext(registered("agent"));

    platform.deliverShutdown("spindown", 1795451655509L);

    assertThat(json(answer.get()).toString())
        .isEqualTo(
            "{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":1795451655509,"
                + "\"shutdownReason\":\"spindown\"}");
  }

  @Test
  void aBusyExtensionGetsShutdownWhenItAsks() throws Exception {
    String id = registered("agent");

    platform.deliverShutdown("timeout", 1);

    CompletableFuture<HttpResponse> answer = asking(NEXT, id);
    assertThat(json(answer.get()).path("shutdownReason").asText()).isEqualTo("timeout");
  }

  @Test
  void nothingComesAfterShutdown() throws Exception {
    String id = registered("agent");
    CompletableFuture<HttpResponse> first = extensionNext(id);
    platform.deliverShutdown("spindown", 1);
    first.get();

    CompletableFuture<HttpResponse> second = extensionNext(id);

    assertThat(second).isNotDone();
    platform.abandon();
    assertThat(second.get()).isNull();
  }

  @Test
  void aSecondNextWhileOneIsPendingIsRefused() {
    String id = registered("agent");
    extensionNext(id);

    assertRefused(
        send("GET", NEXT, "", "Lambda-Extension-Identifier", id),
        "Extension.InvalidExtensionState",
        "State transition from Ready to Ready failed for extension "
            + id
            + ". Error: State transition is not allowed");
  }

  @Test
  void anInvocationIsNotOverBeforeEveryExtensionThatGotItAsksAgain() throws Exception {
    String id = registered("agent");
    CompletableFuture<HttpResponse> event = extensionNext(id);
    runtimeNext();
    platform.deliver(invocation);
    event.get();
    send("POST", "/2018-06-01/runtime/invocation/" + invocation.requestId() + "/response", "1");
    runtimeNext();

    assertThat(platform.invocationOver(invocation.requestId())).isFalse();
    extensionNext(id);
    assertThat(platform.invocationOver(invocation.requestId())).isTrue();
    assertThat(platform.postRuntimeNanos(invocation.requestId())).isPositive();
  }

  // ---- init/error, exit/error

  @Test
  void anInitErrorIsAcceptedAndEndsEverythingElse() {
    String id = registered("agent");

    HttpResponse response = error(INIT_ERROR, id);

    assertThat(response.status()).isEqualTo(202);
    assertThat(json(response).toString()).isEqualTo("{\"status\":\"OK\"}");
    assertThat(error(INIT_ERROR, id).status()).isEqualTo(202);
    assertRefused(
        send("GET", NEXT, "", "Lambda-Extension-Identifier", id),
        "Extension.InvalidExtensionState",
        "State transition from InitError to Ready failed for extension "
            + id
            + ". Error: State transition is not allowed");
  }

  @Test
  void anInitErrorAfterNextIsRefused() {
    String id = registered("agent");
    extensionNext(id);

    assertRefused(
        error(INIT_ERROR, id),
        "Extension.InvalidExtensionState",
        "State transition from Ready to InitError failed for extension "
            + id
            + ". Error: State transition is not allowed");
  }

  @Test
  void anExitErrorIsAcceptedFromRegisterOn() {
    String id = registered("agent");
    extensionNext(id);

    assertThat(error(EXIT_ERROR, id).status()).isEqualTo(202);
    assertThat(error(EXIT_ERROR, id).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({INIT_ERROR, EXIT_ERROR})
  void anErrorWithoutItsTypeIsRefused(String path) {
    assertRefused(
        send("POST", path, "", "Lambda-Extension-Identifier", registered("agent")),
        "Extension.MissingHeader",
        "Lambda-Extension-Function-Error-Type not found");
  }

  private HttpResponse error(String path, String id) {
    return send(
        "POST",
        path,
        "{}",
        "Lambda-Extension-Identifier",
        id,
        "Lambda-Extension-Function-Error-Type",
        "Extension.Broken");
  }

  // ---- Runtime API

  @Test
  void anInvocationHasTheDocumentedHeaders() throws Exception {
    CompletableFuture<HttpResponse> answer = runtimeNext();

    platform.deliver(invocation);

    assertThat(answer.get().headers())
        .containsEntry("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
        .containsEntry("Lambda-Runtime-Deadline-Ms", "1795451619682")
        .containsEntry("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn())
        .containsEntry("Lambda-Runtime-Trace-Id", "Root=1-2-3")
        .containsEntry("Content-Type", "application/json");
    assertThat(new String(answer.get().body(), UTF_8)).isEqualTo("{\"a\":1}");
  }

  @Test
  void aRuntimeThatAsksTwiceGetsTheSameInvocation() throws Exception {
    runtimeNext();
    platform.deliver(invocation);

    assertThat(send("GET", RUNTIME_NEXT, "").body()).isEqualTo(invocation.payload());
  }

  @Test
  void anAnswerToAnotherInvocationIsRefused() {
    runtimeNext();
    platform.deliver(invocation);

    HttpResponse response = send("POST", "/2018-06-01/runtime/invocation/other/response", "1");

    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response).path("errorType").asText()).isEqualTo("InvalidRequestID");
    assertThat(json(response).path("errorMessage").asText()).isEqualTo("Invalid request ID");
  }

  @Test
  void aSecondAnswerIsRefused() {
    runtimeNext();
    platform.deliver(invocation);
    String path = "/2018-06-01/runtime/invocation/" + invocation.requestId();

    assertThat(send("POST", path + "/response", "1").status()).isEqualTo(202);

    assertRefused(
        send("POST", path + "/response", "1"),
        "InvalidStateTransition",
        "State transition from ResponseSent to InvocationResponse failed for runtime."
            + " Error: State transition is not allowed");
    assertRefused(
        send("POST", path + "/error", "1"),
        "InvalidStateTransition",
        "State transition from ResponseSent to InvocationErrorResponse failed for runtime."
            + " Error: State transition is not allowed");
  }

  @Test
  void anErrorOfTheFunctionKeepsItsTypeAndBody() {
    runtimeNext();
    platform.deliver(invocation);

    send(
        "POST",
        "/2018-06-01/runtime/invocation/" + invocation.requestId() + "/error",
        "{\"errorMessage\":\"no\"}",
        "Lambda-Runtime-Function-Error-Type",
        "Function.Refused");

    assertThat(platform.answer(invocation.requestId()).success()).isFalse();
    assertThat(platform.answer(invocation.requestId()).errorType()).isEqualTo("Function.Refused");
    assertThat(new String(platform.answer(invocation.requestId()).payload(), UTF_8))
        .isEqualTo("{\"errorMessage\":\"no\"}");
  }

  @Test
  void anAnswerThatIsTooLargeIsRefusedAndBecomesAnError() {
    runtimeNext();
    platform.deliver(invocation);
    String large = "x".repeat(RuntimeClient.PAYLOAD_LIMIT + 1);

    HttpResponse response =
        send(
            "POST",
            "/2018-06-01/runtime/invocation/" + invocation.requestId() + "/response",
            large);

    assertThat(response.status()).isEqualTo(413);
    assertThat(json(response).path("errorType").asText()).isEqualTo("RequestEntityTooLarge");
    assertThat(platform.answer(invocation.requestId()).errorType())
        .isEqualTo("Function.ResponseSizeTooLarge");
  }

  @Test
  void aRuntimesInitErrorIsAcceptedOnceAndNotAfterNext() {
    assertThat(send("POST", RUNTIME_INIT_ERROR, "{}").status()).isEqualTo(202);

    assertRefused(
        send("GET", RUNTIME_NEXT, ""),
        "InvalidStateTransition",
        "State transition from InitError to Ready failed for runtime."
            + " Error: State transition is not allowed");
    assertRefused(
        send("POST", RUNTIME_INIT_ERROR, "{}"),
        "InvalidStateTransition",
        "State transition from InitError to InitError failed for runtime."
            + " Error: State transition is not allowed");
  }

  // ---- routes

  @ParameterizedTest
  @CsvSource({
    "GET,/2020-01-01/extension/other",
    "GET,/2018-06-01/runtime/other",
    "GET,/2018-06-01/runtime/invocation/id/other",
    "GET,/"
  })
  void anUnknownPathIs404InPlainText(String method, String path) {
    HttpResponse response = send(method, path, "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().get("Content-Type")).startsWith("text/plain");
  }

  @ParameterizedTest
  @CsvSource({
    "GET," + REGISTER,
    "POST," + NEXT,
    "GET," + INIT_ERROR,
    "PUT," + EXIT_ERROR,
    "POST," + RUNTIME_NEXT,
    "GET," + RUNTIME_INIT_ERROR,
    "GET,/2018-06-01/runtime/invocation/id/response",
    "POST," + TELEMETRY
  })
  void aWrongMethodIs405(String method, String path) {
    assertThat(send(method, path, "").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({REGISTER, NEXT, INIT_ERROR, EXIT_ERROR})
  void everyExtensionPathIs404WhenExtensionsAreSwitchedOff(String path) {
    PlatformApi off = new PlatformApi(options, false, () -> platform);

    HttpResponse response =
        off.answer(new HttpRequest("POST", path, Map.of(), new byte[0], System.nanoTime()));

    assertThat(response.status()).isEqualTo(404);
  }

  // ---- telemetry

  @Test
  void aSubscriptionIsAnsweredAsDocumented() {
    try (TelemetryHub hub = hub()) {
      PlatformApi withTelemetry = with(hub);
      platform.addExternal("agent");
      String body =
          "{\"schemaVersion\":\"2022-12-13\",\"types\":[\"platform\"],"
              + "\"destination\":{\"protocol\":\"TCP\",\"port\":1}}";

      assertRefused(
          subscribe(withTelemetry, body),
          "Extension.MissingExtensionIdentifier",
          "Missing Lambda-Extension-Identifier header");
      assertRefused(
          subscribe(withTelemetry, body, "no-uuid"),
          "Extension.InvalidExtensionIdentifier",
          "Invalid Lambda-Extension-Identifier");
      String unknown = "00000000-0000-4000-8000-000000000000";
      assertRefused(
          subscribe(withTelemetry, body, unknown),
          "Extension.UnknownExtensionIdentifier",
          "Unknown extension " + unknown);

      String id = register("agent", BOTH).headers().get("Lambda-Extension-Identifier");
      HttpResponse invalid = subscribe(withTelemetry, "{}", id);
      assertThat(invalid.status()).isEqualTo(400);
      assertThat(json(invalid).path("errorType").asText()).isEqualTo("ValidationError");
      assertThat(json(invalid).path("errorMessage").asText())
          .startsWith("schemaVersion is missing");

      extensionNext(id); // closes nothing: init goes on
      HttpResponse good = subscribe(withTelemetry, body, id);
      assertThat(good.status()).isEqualTo(200);
      assertThat(new String(good.body(), UTF_8)).isEqualTo("\"OK\"");
      HttpResponse second = subscribe(withTelemetry, body, id);
      assertThat(second.status()).isEqualTo(500);
      assertThat(json(second).path("errorType").asText()).isEqualTo("InternalServerError");

      hub.closeSubscriptions();
      assertRefused(
          subscribe(withTelemetry, body, id),
          "Telemetry.SubscriptionClosed",
          "Telemetry API subscription is closed");
      assertThat(subscribe(withTelemetry, "{}", id).status()).isEqualTo(400);
    }
  }

  @Test
  void anInternalExtensionMaySubscribeToo() {
    try (TelemetryHub hub = hub()) {
      PlatformApi withTelemetry = with(hub);
      String id = register("inside", "{}").headers().get("Lambda-Extension-Identifier");
      String body =
          "{\"schemaVersion\":\"2025-01-29\",\"types\":[\"function\"],"
              + "\"destination\":{\"protocol\":\"HTTP\",\"URI\":\"http://sandbox:1\"}}";

      assertThat(subscribe(withTelemetry, body, id).status()).isEqualTo(200);
    }
  }

  private static TelemetryHub hub() {
    return new TelemetryHub(false, false, (type, json) -> {}, note -> {});
  }

  /** Replaces the platform by one with telemetry. */
  private PlatformApi with(TelemetryHub hub) {
    platform = new Platform(LocalLambdaListener.SILENT, Optional.of(hub), false);
    return api;
  }

  private static HttpResponse subscribe(PlatformApi to, String body, String... id) {
    Map<String, String> headers =
        id.length == 0 ? Map.of() : Map.of("lambda-extension-identifier", id[0]);
    return to.answer(
        new HttpRequest("PUT", TELEMETRY, headers, body.getBytes(UTF_8), System.nanoTime()));
  }

  @ParameterizedTest
  @CsvSource({TELEMETRY + ",Telemetry", "/2020-08-15/logs,Logs"})
  void aSubscriptionIsAnsweredThatThereIsNone(String path, String name) {
    HttpResponse response = send("PUT", path, "{}");

    assertThat(response.status()).isEqualTo(202);
    assertThat(json(response).path("errorType").asText()).isEqualTo(name + ".NotSupported");
    assertThat(json(response).path("errorMessage").asText())
        .isEqualTo(name + " API is not supported");
  }
}
