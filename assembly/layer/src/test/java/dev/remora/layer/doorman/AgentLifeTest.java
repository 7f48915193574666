// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that die, hang and talk too much, and the invocations that must not notice. */
class AgentLifeTest extends DoormanTest {

  private static final long LATE_NANOS = 250_000_000;

  @Test
  void aNewAgentIsToldWhereItIs() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    next = invoke(next, 3);
    sandbox.awaitEvents(3);

    sandbox.shutDown(next);
    assertThat(sandbox.agentLog("frame sandbox")).containsExactly("frame sandbox 36 start=1");
    assertThat(sandbox.payloadOf("sandbox")).matches("[0-9a-f-]{36}");
    assertThat(sandbox.events()).hasSize(4);
    assertThat(sandbox.events().get(1)).contains(" n=2 again=0 skipped=0 at=1");
    assertThat(sandbox.agentLog("end of input")).hasSize(1);
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void theEventCarriesTheTimeOfItsArrivalInMicroseconds() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();
    long before = System.currentTimeMillis() * 1000;

    next = invoke(next, 1);
    sandbox.awaitEvents(1);

    long at = Long.parseLong(sandbox.events().getFirst().replaceAll(".* at=(\\d+) .*", "$1"));
    assertThat(at).isBetween(before, System.currentTimeMillis() * 1000 + 999);
    sandbox.shutDown(next);
  }

  @Test
  void startsAgainAfterNoneOneAndEightMoreEventsThenNeverAgain() throws Exception {
    sandbox.agents("dies").start();
    RawServer.Request next = lambda.register();
    int[] startsAfterEvent = {2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4};

    sandbox.awaitStarts(1);
    sandbox.awaitAgentEnd();
    for (int event = 0; event < startsAfterEvent.length; event++) {
      next = invoke(next, 1);
      sandbox.awaitStarts(startsAfterEvent[event]);
      sandbox.awaitAgentEnd();
      assertThat(sandbox.starts())
          .as("after event " + (event + 1))
          .isEqualTo(startsAfterEvent[event]);
    }

    sandbox.shutDown(next);
    assertThat(sandbox.starts()).isEqualTo(4);
    assertThat(sandbox.log()).hasSize(4);
    assertThat(sandbox.log().getFirst()).startsWith("remora: the agent ended with exit code 3");
    assertThat(sandbox.log().getLast()).contains("going on without it");
  }

  @Test
  void theNextAgentGetsWhatWasNotAcknowledgedAndTheSameSandbox() throws Exception {
    sandbox.agents("crashes,good").start();
    RawServer.Request next = lambda.register();

    next = invoke(next, 1);
    sandbox.awaitEvents(1);
    sandbox.awaitAgentEnd();
    next = invoke(next, 1);
    sandbox.awaitEvents(3);

    sandbox.shutDown(next);
    assertThat(sandbox.events().get(0)).contains(" n=1 again=0 ");
    assertThat(sandbox.events().get(1)).contains(" n=1 again=1 ");
    assertThat(sandbox.events().get(2)).contains(" n=2 again=0 ");
    assertThat(sandbox.agentLog("frame sandbox"))
        .containsExactly("frame sandbox 36 start=1", "frame sandbox 36 start=2");
    assertThat(sandbox.agentLog("payload").stream().filter(l -> l.length() == 44).distinct())
        .hasSize(1);
    assertThat(sandbox.agentLog("frame registration")).hasSize(2);
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).contains("exit code 137");
  }

  @Test
  void whatWasAcknowledgedIsNotSentAgain() throws Exception {
    sandbox.agents("crashes-later,good").start();
    RawServer.Request next = lambda.register();

    next = invoke(next, 1);
    sandbox.awaitEvents(1);
    sandbox.awaitAgentEnd();
    next = invoke(next, 1);
    sandbox.awaitEvents(2);

    sandbox.shutDown(next);
    assertThat(sandbox.events().get(1)).contains(" n=2 again=0 ");
  }

  @Test
  void exitCodeZeroWithoutDoneIsACrashToo() throws Exception {
    sandbox.agents("quits,good").start();
    RawServer.Request next = lambda.register();

    next = invoke(next, 1);
    sandbox.awaitEvents(1);
    sandbox.awaitAgentEnd();
    next = invoke(next, 1);
    sandbox.awaitStarts(2);

    sandbox.shutDown(next);
    assertThat(sandbox.log().getFirst()).contains("ended with exit code 0", "starting it again");
  }

  @ParameterizedTest
  @CsvSource({"silent,8", "deaf,2"})
  void anAgentThatAcknowledgesNothingIsKilledAfter32EventsAndReplaced(String kind, int seen)
      throws Exception {
    sandbox.agents(kind + ",good").start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);
    sandbox.await("the frames of the start", () -> sandbox.payloadOf("registration") != null);
    next = invoke(next, 1);
    sandbox.awaitEvents(1);

    while (sandbox.log().isEmpty()) {
      assertThat(invoked).isLessThan(40);
      long sent = System.nanoTime();
      next = invoke(next, 1);
      assertThat(next.nanos() - sent).as("event " + invoked).isLessThan(LATE_NANOS);
    }
    assertThat(invoked).isGreaterThan(32);
    assertThat(sandbox.events()).hasSize(seen);
    sandbox.awaitAgentEnd();
    next = invoke(next, 1);
    sandbox.awaitEvents(seen + 8);
    next = invoke(next, 1);
    sandbox.awaitEvents(seen + 9);

    sandbox.shutDown(next);
    assertThat(count(" again=1 ")).isEqualTo(8);
    long skipped = 0;
    Set<String> passedOn = new HashSet<>();
    for (String event : sandbox.events()) {
      skipped += Long.parseLong(event.replaceAll(".* skipped=(\\d+) .*", "$1"));
      passedOn.add(event.replaceAll(".* n=(\\d+) .*", "$1"));
    }
    assertThat(skipped + passedOn.size()).isEqualTo(invoked + 1);
    assertThat(sandbox.log().getFirst()).contains("acknowledged nothing for 3");
  }

  private long count(String part) {
    return sandbox.events().stream().filter(line -> line.contains(part)).count();
  }

  @Test
  void eventsTooLargeForThePipeAreSkipped() throws Exception {
    sandbox.agents("deaf").start();
    RawServer.Request next = lambda.register();
    String large = "{\"eventType\":\"INVOKE\",\"x\":\"" + "x".repeat(15_000) + "\"}";

    for (int i = 0; i < 20; i++) {
      long sent = System.nanoTime();
      next.event(large);
      next = lambda.takeNext();
      assertThat(next.nanos() - sent).isLessThan(LATE_NANOS);
    }

    sandbox.shutDown(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shouting", "rubbish", "starting", "dies"})
  void noAgentDelaysAnInvocation(String kind) throws Exception {
    sandbox.agents(kind).start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);

    for (int i = 0; i < 60; i++) {
      long sent = System.nanoTime();
      next = invoke(next, 1);
      assertThat(next.nanos() - sent).as("event " + i).isLessThan(LATE_NANOS);
    }

    sandbox.shutDown(next);
  }

  @Test
  void wordsThatAreNoneOrComeInPiecesAreIgnored() throws Exception {
    sandbox.agents("rubbish").start();
    RawServer.Request next = lambda.register();
    sandbox.await("the frames of the start", () -> sandbox.payloadOf("registration") != null);

    for (int event = 1; event <= 20; event++) {
      next = invoke(next, 1);
      sandbox.awaitEvents(event);
    }

    sandbox.shutDown(next);
    assertThat(sandbox.starts()).isEqualTo(1);
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void anAgentThatIsStillStartingIsNotTakenForHung() throws Exception {
    sandbox.agents("slow").start();
    RawServer.Request next = lambda.register();
    sandbox.awaitStarts(1);
    long stopped = Long.parseLong(sandbox.agentLog("started").getFirst().split(" ")[1]);
    new ProcessBuilder("kill", "-STOP", Long.toString(stopped)).start().waitFor();

    next = invoke(next, 50);
    new ProcessBuilder("kill", "-CONT", Long.toString(stopped)).start().waitFor();
    sandbox.awaitEvents(8);

    sandbox.shutDown(next);
    assertThat(sandbox.starts()).isEqualTo(1);
  }

  @Test
  void aLayerWithoutAnAgentServesAllTheSame() throws Exception {
    Files.delete(sandbox.java());
    sandbox.start();

    RawServer.Request next = invoke(lambda.register(), 3);

    sandbox.shutDown(next);
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).contains("no agent", sandbox.java().toString());
  }

  @ParameterizedTest
  @CsvSource({"REMORA_DISABLED,true", "REMORA_DISABLED,True", "OTEL_SDK_DISABLED,TRUE"})
  void theOffSwitchRegistersAndStartsNothing(String name, String value) throws Exception {
    sandbox.with(name, value).start();

    RawServer.Request next = invoke(lambda.register(), 2);

    sandbox.shutDown(next);
    assertThat(sandbox.starts()).isZero();
    assertThat(sandbox.log()).containsExactly("remora: switched off by " + name);
  }

  @Test
  void anyOtherWordLeavesItOn() throws Exception {
    sandbox.with("REMORA_DISABLED", "false").with("OTEL_SDK_DISABLED", "1").start();

    RawServer.Request next = lambda.register();

    sandbox.awaitStarts(1);
    sandbox.shutDown(next);
  }
}
