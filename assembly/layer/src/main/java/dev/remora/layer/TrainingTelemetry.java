// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends an agent what Lambda's Telemetry API would: bodies of both forms, connections that stay and
 * such that end. To nobody where the layer has no plugin that hears it.
 */
final class TrainingTelemetry {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STEP_MILLIS = 20;

  private static final String TIME = "{\"time\":\"2026-11-24T10:00:00.123Z\",\"type\":\"platform.";
  private static final String SPAN = ",\"start\":\"2026-11-24T10:00:00.100Z\",\"durationMs\":1.25}";

  private final int port;

  private TrainingTelemetry(int port) {
    this.port = port;
  }

  /** Nobody listens. */
  static TrainingTelemetry none() {
    return new TrainingTelemetry(0);
  }

  /** For an agent that will listen on a port that is free now. */
  static TrainingTelemetry onFreePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new TrainingTelemetry(socket.getLocalPort());
    }
  }

  /** Where the agent has to listen; 0 for nowhere. */
  int port() {
    return port;
  }

  /** The initialisation is over. */
  void initialised() throws IOException, InterruptedException, LayerException {
    post(
        false,
        TIME
            + "initStart\",\"record\":{\"initializationType\":\"on-demand\",\"phase\":\"init\","
            + "\"runtimeVersion\":\"python:3.13.v0\",\"functionName\":\"training\","
            + "\"functionVersion\":\"$LATEST\",\"instanceId\":\"2026/11/24/[$LATEST]0\","
            + "\"instanceMaxMemory\":134217728}},"
            + TIME
            + "telemetrySubscription\",\"record\":{\"name\":\"remora\",\"state\":\"Subscribed\","
            + "\"types\":[\"platform\"]}},"
            + TIME
            + "initReport\",\"record\":{\"initializationType\":\"on-demand\",\"phase\":\"init\","
            + "\"status\":\"success\",\"metrics\":{\"durationMs\":100.5}}}");
  }

  /** The function has finished an invocation. */
  void finished(String requestId) throws IOException, InterruptedException, LayerException {
    post(
        true,
        TIME
            + "start\",\"record\":{\"requestId\":\""
            + requestId
            + "\",\"version\":\"$LATEST\"}},"
            + TIME
            + "runtimeDone\",\"record\":{\"requestId\":\""
            + requestId
            + "\",\"status\":\"success\",\"metrics\":{\"durationMs\":12.5,\"producedBytes\":16},"
            + "\"spans\":[{\"name\":\"responseLatency\""
            + SPAN
            + ",{\"name\":\"responseDuration\""
            + SPAN
            + "]}}");
  }

  /** The account of that invocation, which comes during the next one. */
  void reported(String requestId) throws IOException, InterruptedException, LayerException {
    post(
        false,
        TIME
            + "report\",\"record\":{\"requestId\":\""
            + requestId
            + "\",\"status\":\"success\",\"metrics\":{\"durationMs\":13.75,\"billedDurationMs\":14,"
            + "\"memorySizeMB\":128,\"maxMemoryUsedMB\":90,\"initDurationMs\":100.5},"
            + "\"spans\":[{\"name\":\"extensionOverhead\""
            + SPAN
            + "]}}");
  }

  private void post(boolean chunked, String events)
      throws IOException, InterruptedException, LayerException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (port != 0) {
      try {
        send(chunked, ('[' + events + ']').getBytes(StandardCharsets.UTF_8));
        return;
      } catch (ConnectException e) {
        // The agent listens when it has found its address, which may take longer than to be ready.
        if (System.nanoTime() - end > 0) {
          throw new LayerException("the agent does not listen on port " + port, e);
        }
        Thread.sleep(STEP_MILLIS);
      }
    }
  }

  private void send(boolean chunked, byte[] batch) throws IOException, LayerException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    if (chunked) {
      connection.setChunkedStreamingMode(0);
    } else {
      connection.setRequestProperty("Connection", "close");
      connection.setFixedLengthStreamingMode(batch.length);
    }
    try (OutputStream out = connection.getOutputStream()) {
      out.write(batch);
    }
    if (connection.getResponseCode() != 200) {
      throw new LayerException("the agent took no telemetry: " + connection.getResponseMessage());
    }
    connection.getInputStream().close();
  }
}
