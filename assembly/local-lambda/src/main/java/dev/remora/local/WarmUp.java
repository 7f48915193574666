// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.PlatformEvent;
import dev.remora.local.telemetry.SubscriptionRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Plays whole life cycles over loopback before the first process is started, so that what is
 * measured later is the extension's time and not that of loading this JVM's classes.
 */
final class WarmUp {

  private static final int ROUNDS = 20;
  private static final Invocation INVOCATION =
      new Invocation("00000000-0000-4000-8000-000000000000", "arn", "Root=1", 0, new byte[] {'1'});

  private final String host;
  private final int port;

  /**
   * Makes one.
   *
   * @param address of the server, {@code host:port}
   */
  WarmUp(String address) {
    int colon = address.indexOf(':');
    host = address.substring(0, colon);
    port = Integer.parseInt(address.substring(colon + 1));
  }

  /** Something that makes a platform of its own the one that the server asks. */
  interface Stage {
    Platform fresh();
  }

  /**
   * Plays.
   *
   * @param stage makes a platform current and returns it
   */
  void play(Stage stage) {
    for (int round = 0; round < ROUNDS; round++) {
      Platform platform = stage.fresh();
      platform.addExternal("warm-up");
      String answer =
          send(
              "POST",
              "/2020-01-01/extension/register",
              "Lambda-Extension-Name: warm-up\r\n",
              "{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
      String id = platform.extensions().getFirst().id();
      if (!answer.contains(id)) {
        throw new IllegalStateException("the local Runtime API answers: " + answer);
      }
      String identifier = "Lambda-Extension-Identifier: " + id + "\r\n";
      Thread extension =
          asking(
              "/2020-01-01/extension/event/next", identifier, platform::extensionsReady, platform);
      Thread runtime =
          asking("/2018-06-01/runtime/invocation/next", "", platform::runtimeReady, platform);
      platform.deliver(INVOCATION);
      join(extension);
      join(runtime);
      send(
          "POST",
          "/2018-06-01/runtime/invocation/" + INVOCATION.requestId() + "/response",
          "",
          "1");
      Thread last =
          asking(
              "/2020-01-01/extension/event/next", identifier, platform::extensionsReady, platform);
      platform.deliverShutdown("warm-up", 0);
      join(last);
    }
  }

  /** Plays a subscription too, whose batch the server refuses: nobody is there for it. */
  void playTelemetry() {
    EnvironmentTelemetry telemetry =
        new EnvironmentTelemetry(
            LocalLambdaOptions.of(new FunctionCode.Bootstrap(Path.of("/none"))).build(),
            "on-demand",
            "warm-up",
            () -> 0);
    try {
      String body =
          "{\"schemaVersion\":\"2022-12-13\",\"types\":[\"platform\",\"function\"],"
              + "\"buffering\":{\"timeoutMs\":25},\"destination\":{\"protocol\":\"HTTP\","
              + "\"URI\":\"http://sandbox.localdomain:"
              + port
              + "/warm-up\"}}";
      telemetry.hub().subscribe("warm-up", body.getBytes(StandardCharsets.UTF_8));
    } catch (SubscriptionRefused e) {
      throw new IllegalStateException(e);
    }
    telemetry.initStarted(PlatformEvent.Phase.INIT);
    telemetry.initOver(null, true, 0, List.of());
    telemetry.log(true, "warm-up");
    telemetry.started(INVOCATION);
    RuntimeClient.Answer answer = new RuntimeClient.Answer(true, "", new byte[0], 0, 0);
    telemetry.runtimeDone(INVOCATION, 0, answer, 0);
    telemetry.reported(INVOCATION, 0, 0, answer, 0, 0, OptionalDouble.empty(), true);
    telemetry.hub().flush(System.nanoTime() + 5_000_000_000L);
    telemetry.close();
  }

  private Thread asking(
      String path, String header, java.util.function.BooleanSupplier asked, Platform platform) {
    Thread thread = Thread.ofPlatform().daemon().start(() -> send("GET", path, header, ""));
    platform.awaitAnyway(asked, System.nanoTime() + 5_000_000_000L);
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String send(String method, String path, String header, String body) {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + header
            + "Connection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(host, port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
