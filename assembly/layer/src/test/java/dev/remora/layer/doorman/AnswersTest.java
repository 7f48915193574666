// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers to {@code next} in every shape, whole and broken. */
class AnswersTest extends DoormanTest {

  private static final String EVENT = Sandbox.invoke(1);

  static Stream<Arguments> wholeAnswers() {
    String length = "Content-Length: " + EVENT.length() + "\r\n";
    String tail = EVENT.substring(7);
    return Stream.of(
        Arguments.of("plain", "HTTP/1.1 200 OK\r\n" + length + "\r\n" + EVENT),
        Arguments.of("HTTP/1.0", "HTTP/1.0 200 OK\r\n" + length + "\r\n" + EVENT),
        Arguments.of("no reason", "HTTP/1.1 200\r\n" + length + "\r\n" + EVENT),
        Arguments.of(
            "lower case",
            "HTTP/1.1 200 OK\r\ncontent-length:" + EVENT.length() + "\r\n\r\n" + EVENT),
        Arguments.of(
            "bare line feeds",
            "HTTP/1.1 200 OK\nContent-Length: " + EVENT.length() + "\n\n" + EVENT),
        Arguments.of(
            "leading zeros",
            "HTTP/1.1 200 OK\r\nContent-Length: 0" + EVENT.length() + "\r\n\r\n" + EVENT),
        Arguments.of("no length", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + EVENT),
        Arguments.of(
            "rubbish as length", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + EVENT),
        Arguments.of(
            "chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7;name=value\r\n"
                + EVENT.substring(0, 7)
                + "\r\n"
                + Integer.toHexString(tail.length()).toUpperCase(java.util.Locale.ROOT)
                + "\r\n"
                + tail
                + "\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wholeAnswers")
  void aWholeAnswerIsPassedOn(String name, String answer) throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    next.send(answer);
    next.close();

    RawServer.Request pending = lambda.takeNext();
    sandbox.awaitEvents(1);
    sandbox.shutDown(pending);
    assertThat(sandbox.payloadOf("event")).startsWith(EVENT);
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void anAnswerInPiecesIsOneEvent() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + EVENT.length() + "\r\n\r\n" + EVENT;
    for (int i = 0; i < answer.length(); i += 20) {
      assertThat(lambda.poll(2)).isNull();
      next.send(answer.substring(i, Math.min(i + 20, answer.length())));
    }

    RawServer.Request pending = lambda.takeNext();
    sandbox.awaitEvents(1);
    sandbox.shutDown(pending);
    assertThat(sandbox.payloadOf("event")).startsWith(EVENT);
  }

  @Test
  void aConnectionThatStaysOpenAfterTheBodyDelaysNothing() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    next.send("HTTP/1.1 200 OK\r\nContent-Length: " + EVENT.length() + "\r\n\r\n" + EVENT);

    sandbox.shutDown(lambda.takeNext());
    next.close();
  }

  @Test
  void textInOtherLettersIsCountedInBytes() throws Exception {
    String event = EVENT.replace("orders:live", "Aufträge→価格");
    sandbox.start();
    RawServer.Request next = lambda.register();

    next.event(event);

    RawServer.Request pending = lambda.takeNext();
    sandbox.awaitEvents(1);
    sandbox.shutDown(pending);
    byte[] bytes =
        sandbox.payloadOf("event").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)).startsWith(event);
  }

  static Stream<Arguments> brokenAnswers() {
    return Stream.of(
        Arguments.of(
            "403",
            "HTTP/1.1 403 Forbidden\r\nContent-Length: " + EVENT.length() + "\r\n\r\n" + EVENT),
        Arguments.of(
            "500", "HTTP/1.1 500 Oops\r\nContent-Length: " + EVENT.length() + "\r\n\r\n" + EVENT),
        Arguments.of("202", "HTTP/1.1 202 Accepted\r\n\r\n" + EVENT),
        Arguments.of("empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("empty body without length", "HTTP/1.1 200 OK\r\n\r\n"),
        Arguments.of("blank body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n \r\n"),
        Arguments.of("no answer", ""),
        Arguments.of("half a status line", "HTTP/1.1 2"),
        Arguments.of("no HTTP", EVENT + "\r\n"),
        Arguments.of(
            "cut off",
            "HTTP/1.1 200 OK\r\nContent-Length: " + (EVENT.length() + 1) + "\r\n\r\n" + EVENT),
        Arguments.of("cut off in the head", "HTTP/1.1 200 OK\r\nContent-Le"),
        Arguments.of(
            "too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n" + EVENT),
        Arguments.of(
            "too long without length", "HTTP/1.1 200 OK\r\n\r\n{" + "x".repeat(70_000) + "}"),
        Arguments.of(
            "chunk cut off",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + EVENT),
        Arguments.of(
            "no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        Arguments.of(
            "rubbish as chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenAnswers")
  void aBrokenAnswerIsNeverPassedOnAndTriedAgainASecondLater(String name, String answer)
      throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);

    long sent = System.nanoTime();
    next.send(answer);
    next.close();
    RawServer.Request second = lambda.takeNext();

    assertThat(second.nanos() - sent).isGreaterThan(900_000_000L);
    sandbox.shutDown(second);
    assertThat(sandbox.events()).hasSize(1);
    assertThat(sandbox.payloadOf("event")).contains("SHUTDOWN");
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).startsWith("remora: next");
  }

  @Test
  void anApiThatGoesAwayIsWaitedFor() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();
    int port = lambda.port();
    lambda.close();
    next.event(EVENT);
    sandbox.awaitEvents(1);
    sandbox.awaitLog("no connection to 127.0.0.1:" + port);

    lambda = new RawServer(port);

    sandbox.shutDown(lambda.takeNext());
  }
}
