// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** The results as JSON, for programs. Names are part of the command's contract. */
final class ReportJson {
  private final ObjectMapper json = new ObjectMapper();

  /** Writes {@code invocations.json}: an array, one object per invocation, oldest first. */
  void writeInvocations(List<InvocationReport> invocations, Path file) throws IOException {
    Files.writeString(
        file, json.writerWithDefaultPrettyPrinter().writeValueAsString(array(invocations)) + "\n");
  }

  /** What {@code --json} prints: one object on one line. */
  String result(LocalResult result) throws IOException {
    ObjectNode object = json.createObjectNode();
    object.put("output", result.output().toString());
    ArrayNode layers = object.putArray("layers");
    result.layers().forEach(layer -> layers.add(layer.toString()));
    object.put("shutdownMs", thousandths(result.shutdownMs()));
    object.set("invocations", array(result.invocations()));
    return json.writeValueAsString(object);
  }

  private ArrayNode array(List<InvocationReport> invocations) {
    ArrayNode array = json.createArrayNode();
    for (InvocationReport invocation : invocations) {
      array.add(object(invocation));
    }
    return array;
  }

  private ObjectNode object(InvocationReport invocation) {
    InvocationTiming timing = invocation.timing();
    ObjectNode object = json.createObjectNode();
    object.put("requestId", timing.requestId());
    object.put("coldStart", timing.coldStart());
    object.put("status", timing.status());
    object.put("errorType", timing.errorType().orElse(null));
    put(object, "initMs", timing.initMs());
    object.put("toHandlerMs", thousandths(timing.toHandlerMs()));
    object.put("durationMs", thousandths(timing.durationMs()));
    object.put("postRuntimeMs", thousandths(timing.postRuntimeMs()));
    object.put("billedMs", timing.billedMs());
    put(object, "cpuLoad", invocation.cpu().load());
    object.put("cpuLoadEstimated", invocation.cpu().estimated());
    put(object, "cpuFunctionSeconds", invocation.cpu().functionSeconds());
    put(object, "cpuAgentSeconds", invocation.cpu().agentSeconds());
    return object;
  }

  private static void put(ObjectNode object, String name, OptionalDouble value) {
    if (value.isPresent()) {
      object.put(name, thousandths(value.getAsDouble()));
    } else {
      object.putNull(name);
    }
  }

  private static double thousandths(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
