// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownTest extends DoormanTest {

  @Test
  void leavesAtOnceWhenTheAgentIsDone() throws Exception {
    sandbox.start();
    RawServer.Request next = invoke(lambda.register(), 1);
    sandbox.awaitEvents(1);

    long millis = timeOf(next, Sandbox.shutdown(System.currentTimeMillis() + 2000));

    assertThat(millis).isLessThan(1000);
    assertThat(sandbox.payloadOf(" n=2 ")).contains("SHUTDOWN");
    assertThat(sandbox.agentLog("end of input")).hasSize(1);
    assertThat(sandbox.log()).isEmpty();
    sandbox.awaitAgentEnd();
  }

  @Test
  void leavesAtOnceWhenTheAgentEndsWithoutAWord() throws Exception {
    sandbox.agents("leaves").start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);

    assertThat(timeOf(next, Sandbox.shutdown(System.currentTimeMillis() + 2000))).isLessThan(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hangs", "starting", "shouting"})
  void killsWhatIsNotDone100MillisecondsBeforeTheDeadline(String kind) throws Exception {
    sandbox.agents(kind).start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);

    long millis = timeOf(next, Sandbox.shutdown(System.currentTimeMillis() + 1000));

    assertThat(millis).isBetween(800L, 1000L);
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).contains("did not finish", "killed");
    sandbox.awaitAgentEnd();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 677000, 1_000_000_000_000L, 9_999_999_999_999L})
  void waits1400MillisecondsWhereTheDeadlineIsOfNoUse(long deadline) throws Exception {
    sandbox.agents("hangs").start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);

    assertThat(timeOf(next, Sandbox.shutdown(deadline))).isBetween(1300L, 1900L);
  }

  @Test
  void waits1400MillisecondsWhereTheShellHasNoClock() throws Exception {
    String script = Files.readString(sandbox.script());
    assertThat(script).contains("BASH_VERSINFO[0] >= 5");
    Files.writeString(
        sandbox.script(),
        script.replace("BASH_VERSINFO[0] >= 5", "0").replace("EPOCHREALTIME", "NO_SUCH_THING"));
    sandbox.agents("hangs").start();
    RawServer.Request next = invoke(lambda.register(), 1);
    sandbox.awaitEvents(1);

    long millis = timeOf(next, Sandbox.shutdown(System.currentTimeMillis() + 2000));

    assertThat(millis).isBetween(1300L, 1990L);
    assertThat(sandbox.events().getFirst()).contains(" at=0 ");
  }

  @Test
  void blanksAroundTheColonAndOtherOrderAreUnderstood() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    next.event("{ \"shutdownReason\" : \"SPINDOWN\", \"eventType\" :\t\"SHUTDOWN\" }");

    assertThat(sandbox.exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"eventType\":\"INVOKE\",\"invokedFunctionArn\":\"arn:aws:lambda:x:1:function:f:SHUTDOWN\"}",
        "{\"eventType\":\"INVOKE\",\"tracing\":{\"value\":\"\\\"eventType\\\":\\\"SHUTDOWN\\\"\"}}",
        "{\"eventType\":\"INVOKE\",\"requestId\":\"SHUTDOWN\"}"
      })
  void theWordElsewhereIsNoShutdown(String event) throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    next.event(event);

    sandbox.shutDown(lambda.takeNext());
  }

  @Test
  void nothingIsAskedForAfterwards() throws Exception {
    sandbox.agents("hangs").start();
    RawServer.Request next = lambda.register();

    next.event(Sandbox.shutdown(System.currentTimeMillis() + 700));

    assertThat(lambda.poll(1000)).isNull();
    assertThat(sandbox.exit()).isZero();
  }

  @Test
  void anAgentThatIsDueIsStartedToSendWhatIsLeft() throws Exception {
    sandbox.agents("dies,good").start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);
    sandbox.awaitAgentEnd();

    sandbox.shutDown(next);

    assertThat(sandbox.starts()).isEqualTo(2);
    assertThat(sandbox.payloadOf("event")).contains("SHUTDOWN");
  }

  @Test
  void aSandboxCanEndBeforeItsFirstInvocation() throws Exception {
    sandbox.start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.events()).hasSize(1);
  }

  private long timeOf(RawServer.Request next, String event) throws Exception {
    long sent = System.nanoTime();
    next.event(event);
    assertThat(sandbox.exit()).isZero();
    return (System.nanoTime() - sent) / 1_000_000;
  }
}
