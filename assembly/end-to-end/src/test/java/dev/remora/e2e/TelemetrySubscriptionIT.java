// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.remora.local.FunctionCode;
import dev.remora.local.InvocationOutcome;
import dev.remora.local.LocalLambda;
import dev.remora.local.LocalLambdaListener;
import dev.remora.local.LocalLambdaOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real start script subscribes to local Lambda's telemetry. Alone: a layer without an agent, so
 * that what comes is what the script asked for.
 */
class TelemetrySubscriptionIT {
  private static final Path LAYER = Path.of(System.getProperty("remora.layer"));

  @TempDir private Path folder;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private HttpServer receiver() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Path script(Path file, InputStream content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.copy(content, file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private LocalLambdaOptions options(int port) throws IOException {
    try (InputStream function =
            TelemetrySubscriptionIT.class.getResourceAsStream("/e2e/bootstrap");
        InputStream doorman = Files.newInputStream(LAYER.resolve("extensions/remora"))) {
      Path bootstrap = script(folder.resolve("code/bootstrap"), function);
      script(folder.resolve("layer/extensions/remora"), doorman);
      Path telemetry = Files.createDirectories(folder.resolve("layer/remora"));
      Files.writeString(telemetry.resolve("telemetry"), port + "\n");
      return LocalLambdaOptions.of(new FunctionCode.Bootstrap(bootstrap))
          .layer(folder.resolve("layer"))
          .timeout(Duration.ofSeconds(20))
          .listener(
              new LocalLambdaListener() {
                @Override
                public void log(String source, String line) {
                  log.add(source + " " + line);
                }
              })
          .build();
    }
  }

  @Test
  void theStartScriptGetsThePlatformsEvents() throws IOException {
    HttpServer receiver = receiver();
    try (LocalLambda lambda = LocalLambda.start(options(receiver.getAddress().getPort()))) {
      InvocationOutcome outcome = lambda.invoke("1".getBytes(StandardCharsets.UTF_8));
      assertThat(lambda.shutdown("spindown").clean()).isTrue();

      String all = String.join("\n", received);
      assertThat(all)
          .contains("\"type\":\"platform.initStart\"")
          .contains("{\"name\":\"remora\",\"state\":\"Subscribed\",\"types\":[\"platform\"]}")
          .contains(
              "\"type\":\"platform.runtimeDone\",\"record\":{\"requestId\":\""
                  + outcome.requestId())
          .contains("\"type\":\"platform.report\"")
          .doesNotContain("\"type\":\"function\"");
      assertThat(log).noneMatch(line -> line.contains("no telemetry from Lambda"));
    } finally {
      receiver.stop(0);
    }
  }
}
