// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.internal.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real client against a server that answers with prepared bytes, one connection each. */
class ExtensionsApiTest {
  private static final String REGISTERED =
      "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: id-1\r\nContent-Length: 2\r\n\r\n{}";
  private static final String INVOKE =
      "{\"eventType\":\"INVOKE\",\"requestId\":\"r1\",\"more\":[1,{}]}";
  private static final String SHUTDOWN =
      "{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":1795451655509,\"shutdownReason\":\"ReleaseFail\"}";

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private ServerSocket server;
  private int pauses;
  private int drawn;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** Each answer serves one connection; null closes it without a word. */
  private void answer(String... answers) {
    Thread.ofVirtual()
        .start(
            () -> {
              for (String answer : answers) {
                try (Socket socket = server.accept()) {
                  requests.add(request(socket.getInputStream()));
                  if (answer != null) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                  }
                } catch (IOException e) {
                  return;
                }
              }
            });
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) in.read());
    }
    int length = text.indexOf("Content-Length: ") + 16;
    int size = Integer.parseInt(text.substring(length, text.indexOf("\r\n", length)));
    return text + new String(in.readNBytes(size), StandardCharsets.UTF_8);
  }

  private ExtensionsApi api(String initializationType) throws IOException {
    return new ExtensionsApi(
        new BareHttp("127.0.0.1:" + server.getLocalPort()),
        "remora",
        initializationType,
        () -> "sandbox-" + ++drawn,
        () -> pauses++,
        new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO));
  }

  private static String ok(String type, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void registersForBothEventsUnderItsFileName() throws IOException {
    answer(REGISTERED);
    api("on-demand").open();
    assertThat(requests.get(0))
        .startsWith("POST /2020-01-01/extension/register HTTP/1.1\r\n")
        .contains("Lambda-Extension-Name: remora\r\n")
        .contains("Lambda-Extension-Accept-Feature: accountId\r\n")
        .endsWith("{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
  }

  @Test
  void onManagedInstancesItRegistersForShutdownAlone() throws IOException {
    answer(REGISTERED);
    api("lambda-managed-instances").open();
    assertThat(requests.get(0)).endsWith("{\"events\":[\"SHUTDOWN\"]}");
  }

  @Test
  void takesEventsInTheOrderTheyComeWhateverTheirContentType() throws IOException {
    answer(REGISTERED, ok("application/json", INVOKE), ok("text/plain", SHUTDOWN));
    ExtensionsApi api = api("on-demand");
    api.open();
    Event.Invoke invoke = (Event.Invoke) api.next();
    assertThat(invoke.invocation().requestId()).isEqualTo("r1");
    assertThat(invoke.invocation().coldStart()).isTrue();
    assertThat(invoke.invocation().traceHeader()).isEmpty();
    assertThat(api.next()).isEqualTo(new Event.Shutdown("ReleaseFail", 1795451655509L));
    assertThat(requests.get(1))
        .startsWith("GET /2020-01-01/extension/event/next HTTP/1.1\r\n")
        .contains("Lambda-Extension-Identifier: id-1\r\n");
  }

  @Test
  void anIdentityIsDrawnAnewWithTheFirstEvent() throws IOException {
    answer(REGISTERED, ok("application/json", INVOKE), ok("application/json", INVOKE));
    ExtensionsApi api = api("snap-start");
    api.open();
    String inInit = api.sandboxId();
    api.next();
    String first = api.sandboxId();
    api.next();
    assertThat(first).isNotEqualTo(inInit);
    assertThat(api.sandboxId()).isEqualTo(first);
  }

  @Test
  void aRefusalIsSaidWithThePlatformsWordsAndTriedAgain() throws IOException {
    String refused =
        "{\"errorType\":\"Extension.InvalidExtensionState\",\"errorMessage\":\"State transition\"}";
    answer(
        REGISTERED,
        "HTTP/1.1 403 Forbidden\r\nContent-Length: " + refused.length() + "\r\n\r\n" + refused,
        "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        ok("application/json", SHUTDOWN));
    ExtensionsApi api = api("on-demand");
    api.open();
    assertThat(api.next()).isInstanceOf(Event.Shutdown.class);
    assertThat(pauses).isEqualTo(2);
    assertThat(logged.toString()).contains("403 Extension.InvalidExtensionState State transition");
  }

  @Test
  void anEmptyBodyAClosedConnectionAndACutOneAreTriedAgain() throws IOException {
    answer(
        REGISTERED,
        ok("application/json", ""),
        null,
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"eventType\"",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        "rubbish\r\n\r\n",
        ok("application/json", SHUTDOWN));
    ExtensionsApi api = api("on-demand");
    api.open();
    assertThat(api.next()).isInstanceOf(Event.Shutdown.class);
    assertThat(pauses).isEqualTo(5);
  }

  @Test
  void aBodyWithoutLengthIsReadToTheEndAndAChunkedOneIsJoined() throws IOException {
    String half = INVOKE.substring(0, 10);
    String rest = INVOKE.substring(10);
    answer(
        REGISTERED,
        "HTTP/1.1 200 OK\r\n\r\n" + SHUTDOWN,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n"
            + half
            + "\r\n"
            + Integer.toHexString(rest.length())
            + ";ext=1\r\n"
            + rest
            + "\r\n0\r\n\r\n");
    ExtensionsApi api = api("on-demand");
    api.open();
    assertThat(api.next()).isInstanceOf(Event.Shutdown.class);
    assertThat(api.next()).isInstanceOf(Event.Invoke.class);
  }

  @Test
  void anEventThatIsNoJsonIsSteppedOver() throws IOException {
    answer(REGISTERED, ok("application/json", "hello"), ok("application/json", SHUTDOWN));
    ExtensionsApi api = api("on-demand");
    api.open();
    assertThat(api.next()).isInstanceOf(Event.Shutdown.class);
    assertThat(logged.toString()).contains("an event cannot be read");
  }
}
