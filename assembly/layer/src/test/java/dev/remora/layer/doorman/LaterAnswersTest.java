// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers to {@code next} after an event: whoever has closed a connection once is expected to do so
 * again, and the answer is read as a whole.
 */
class LaterAnswersTest extends DoormanTest {

  private static final String EARLIER = Sandbox.invoke(0);

  private RawServer.Request afterAnEvent() throws Exception {
    sandbox.start();
    lambda.register().event(EARLIER);
    RawServer.Request next = lambda.takeNext();
    sandbox.awaitEvents(1);
    return next;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.remora.layer.doorman.AnswersTest#wholeAnswers")
  void aWholeAnswerIsPassedOn(String name, String answer) throws Exception {
    RawServer.Request next = afterAnEvent();

    next.send(answer);
    next.close();

    RawServer.Request pending = lambda.takeNext();
    sandbox.awaitEvents(2);
    sandbox.shutDown(pending);
    assertThat(sandbox.payloadOf("n=2 ")).startsWith(Sandbox.invoke(1));
    assertThat(sandbox.log()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.remora.layer.doorman.AnswersTest#brokenAnswers")
  void aBrokenAnswerIsNeverPassedOn(String name, String answer) throws Exception {
    RawServer.Request next = afterAnEvent();

    next.send(answer);
    next.close();

    sandbox.shutDown(lambda.takeNext());
    assertThat(sandbox.events()).hasSize(2);
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).startsWith("remora: next");
  }

  @Test
  void answersOfManyLengthsAreAllPassedOn() throws Exception {
    RawServer.Request next = afterAnEvent();

    for (int i = 1; i <= 12; i++) {
      next.event(eventOfLength(i * i * 100));
      next = lambda.takeNext();
      sandbox.awaitEvents(i + 1);
    }

    sandbox.shutDown(next);
    for (int i = 1; i <= 12; i++) {
      assertThat(sandbox.payloadOf("n=" + (i + 1) + " ")).startsWith(eventOfLength(i * i * 100));
    }
  }

  private static String eventOfLength(int length) {
    return "{\"eventType\":\"INVOKE\",\"tracing\":\"" + "x".repeat(length) + "\"}";
  }
}
