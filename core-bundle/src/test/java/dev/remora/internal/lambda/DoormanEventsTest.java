// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.internal.log.AgentLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DoormanEventsTest {
  private static final String INVOKE =
      """
      {"eventType":"INVOKE","deadlineMs":1795451619682,"requestId":"5d89e504",\
      "invokedFunctionArn":"arn:aws:lambda:eu-west-1:123456789012:function:orders:live",\
      "tracing":{"type":"X-Amzn-Trace-Id","value":"Root=1-x;Sampled=1"}}\
      """;

  private final ByteArrayOutputStream words = new ByteArrayOutputStream();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

  private DoormanEvents events(String frames) {
    return new DoormanEvents(
        new ByteArrayInputStream(frames.getBytes(StandardCharsets.UTF_8)),
        words,
        new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO));
  }

  private static String frame(String kind, String keys, String payload) {
    int length = payload.getBytes(StandardCharsets.UTF_8).length;
    return kind + " " + length + (keys.isEmpty() ? "" : " " + keys) + "\n" + payload;
  }

  @Test
  void theSandboxIdIsKnownOnceTheSourceIsOpen() throws IOException {
    DoormanEvents events = events(frame("sandbox", "start=1", "11111111-aaaa"));
    events.open();
    assertThat(events.sandboxId()).isEqualTo("11111111-aaaa");
    assertThat(events.next()).isNull();
  }

  @Test
  void aSandboxIdThatChangesBeforeTheFirstEventHolds() throws IOException {
    DoormanEvents events =
        events(
            frame("sandbox", "start=1", "snapshot")
                + frame("sandbox", "start=1", "restored")
                + frame("event", "n=1 again=0 skipped=0 at=0 readings=0", INVOKE));
    events.open();
    events.next();
    assertThat(events.sandboxId()).isEqualTo("restored");
  }

  @Test
  void anInvokeIsAcknowledgedAndCarriesAllThatThePlatformSaid() throws IOException {
    DoormanEvents events = events(frame("event", "n=7 again=1 skipped=0 at=0 readings=0", INVOKE));
    Event.Invoke invoke = (Event.Invoke) events.next();
    assertThat(words).hasToString("got 7\n");
    assertThat(invoke.again()).isTrue();
    assertThat(invoke.reading()).isNull();
    assertThat(invoke.invocation().requestId()).isEqualTo("5d89e504");
    assertThat(invoke.invocation().deadlineUnixMillis()).isEqualTo(1795451619682L);
    assertThat(invoke.invocation().traceHeader()).isEqualTo("Root=1-x;Sampled=1");
    assertThat(invoke.invocation().ordinal()).isEqualTo(7);
    assertThat(invoke.invocation().coldStart()).isFalse();
  }

  @Test
  void readingsOfTheScriptComeWithTheirTime() throws IOException {
    String readings = "stat 9\ncpu 1 2 3uptime 5\n12.34";
    DoormanEvents events =
        events(frame("event", "n=1 again=0 skipped=0 at=1000 readings=30", INVOKE + readings));
    Event.Invoke invoke = (Event.Invoke) events.next();
    byte[] buffer = new byte[64];
    assertThat(invoke.reading().unixNanos()).isEqualTo(1_000_000);
    int length = invoke.reading().read("uptime", buffer);
    assertThat(new String(buffer, 0, length, StandardCharsets.UTF_8)).isEqualTo("12.34");
    assertThat(invoke.reading().read("net/dev", buffer)).isEqualTo(-1);
  }

  @Test
  void aShutdownWithAWordNobodyKnowsAndADeadlineOfTheDocumentationIsAShutdown() throws IOException {
    DoormanEvents events =
        events(
            frame(
                "event",
                "n=2 again=0 skipped=0 at=0 readings=0",
                "{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":2000,\"shutdownReason\":\"SandboxTerminated\"}"));
    assertThat(events.next()).isEqualTo(new Event.Shutdown("SandboxTerminated", 0));
  }

  @Test
  void anEventThatCannotBeReadIsAcknowledgedSaidAndSteppedOver() throws IOException {
    DoormanEvents events =
        events(
            frame("event", "n=1 again=0 skipped=0 at=0 readings=0", "{\"eventType\":")
                + frame("event", "n=2 again=0 skipped=3 at=0 readings=0", INVOKE));
    assertThat(events.next()).isInstanceOf(Event.Invoke.class);
    assertThat(words).hasToString("got 1\ngot 2\n");
    assertThat(logged.toString())
        .contains("event 1 cannot be read and is not measured")
        .contains("3 events came while the agent was busy");
  }

  @Test
  void framesOfAKindThatOnlyANewerScriptKnowsAreSteppedOver() throws IOException {
    DoormanEvents events =
        events(
            frame("weather", "sun=1", "whatever")
                + frame("event", "n=1 again=0 skipped=0 at=0 readings=0", INVOKE));
    assertThat(events.next()).isInstanceOf(Event.Invoke.class);
  }

  @Test
  void rubbishInsteadOfAFrameIsAnErrorAndNotAnAllocation() {
    assertThatThrownBy(() -> events("event 99999999999\n").next())
        .hasMessageContaining("not a frame");
    assertThatThrownBy(() -> events("event -1\n").next()).hasMessageContaining("not a frame");
    assertThatThrownBy(() -> events("\n").next()).hasMessageContaining("not a frame");
    assertThatThrownBy(() -> events("event 10\nabc").next()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> events("x".repeat(4000)).next()).hasMessageContaining("longer than");
  }
}
