// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The JSON objects of the platform's interfaces. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode parse(byte[] text) throws IOException {
    return MAPPER.readTree(text);
  }

  static HttpResponse response(int status, ObjectNode body) {
    return HttpResponse.of(status, "application/json", bytes(body));
  }

  static HttpResponse accepted() {
    return response(202, MAPPER.createObjectNode().put("status", "OK"));
  }

  static ObjectNode error(String errorType, String message) {
    return MAPPER.createObjectNode().put("errorMessage", message).put("errorType", errorType);
  }

  static ObjectNode invokeEvent(Invocation invocation) {
    ObjectNode event =
        MAPPER
            .createObjectNode()
            .put("eventType", "INVOKE")
            .put("deadlineMs", invocation.deadlineMs())
            .put("requestId", invocation.requestId())
            .put("invokedFunctionArn", invocation.functionArn());
    event.putObject("tracing").put("type", "X-Amzn-Trace-Id").put("value", invocation.traceId());
    return event;
  }

  static ObjectNode shutdownEvent(String reason, long deadlineMs) {
    return MAPPER
        .createObjectNode()
        .put("eventType", "SHUTDOWN")
        .put("deadlineMs", deadlineMs)
        .put("shutdownReason", reason);
  }

  static ObjectNode registered(LocalLambdaOptions options, boolean withAccount) {
    ObjectNode body =
        MAPPER
            .createObjectNode()
            .put("functionName", options.functionName())
            .put("functionVersion", "$LATEST")
            .put("handler", options.handler());
    return withAccount ? body.put("accountId", SandboxEnvironment.ACCOUNT) : body;
  }

  /** The {@code errorType} of an error object, or an empty text. */
  static String errorTypeOf(byte[] body) {
    try {
      return MAPPER.readTree(body).path("errorType").asText("");
    } catch (IOException e) {
      return "";
    }
  }

  static byte[] bytes(ObjectNode object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
