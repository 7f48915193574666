// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;

/**
 * Receivers on the loopback for what the agent exports while it is trained; they accept everything.
 */
final class Intake implements AutoCloseable {
  private final HttpServer plain;
  private final HttpServer secure;

  /**
   * Opens two ports.
   *
   * @param context with a certificate for 127.0.0.1
   */
  Intake(SSLContext context) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    HttpsServer https = HttpsServer.create(anyPort, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    secure = started(https);
    plain = started(HttpServer.create(anyPort, 0));
  }

  private static HttpServer started(HttpServer server) {
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1); // an empty answer is a valid one in OTLP
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Address of the port without TLS. */
  String url() {
    return "http://127.0.0.1:" + plain.getAddress().getPort();
  }

  /** Address of the port with TLS. */
  String secureUrl() {
    return "https://127.0.0.1:" + secure.getAddress().getPort();
  }

  @Override
  public void close() {
    plain.stop(0);
    secure.stop(0);
  }
}
