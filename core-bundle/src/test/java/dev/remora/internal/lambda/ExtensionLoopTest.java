// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.Invocation;
import dev.remora.internal.log.AgentLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionLoopTest {
  private static final long NOW = 1_795_451_600_000L;

  private final List<String> story = new ArrayList<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private boolean broken;
  private RuntimeException fault;
  private long budgetMillis = -1;

  private static Event.Invoke invoke(long ordinal) {
    return new Event.Invoke(new Invocation("r" + ordinal, "", 0, "", ordinal), null, false);
  }

  private void run() {
    EventSource source =
        new EventSource() {
          @Override
          public void open() {}

          @Override
          public Event next() throws IOException {
            if (events.isEmpty() && broken) {
              throw new IOException("pipe broke");
            }
            return events.poll();
          }

          @Override
          public String sandboxId() {
            return "s";
          }

          @Override
          public void ready() {
            story.add("ready");
          }

          @Override
          public void done() {
            story.add("done");
          }
        };
    EventHandler handler =
        new EventHandler() {
          @Override
          public void invoked(Event.Invoke event, String sandboxId) {
            story.add(event.invocation().requestId());
            if (fault != null) {
              throw fault;
            }
          }

          @Override
          public void shutdown(String reason, Deadline deadline) {
            story.add("shutdown " + reason);
            budgetMillis = deadline.remaining().toMillis();
            if (fault != null) {
              throw fault;
            }
          }
        };
    AgentLog log =
        new AgentLog(new PrintStream(OutputStream.nullOutputStream()), AgentLog.Level.OFF);
    new ExtensionLoop(source, handler, () -> NOW, () -> 0, log, () -> story.add("exit")).run();
  }

  @Test
  void eventsAreHandledInOrderAndTheAgentEndsAfterShutdown() {
    events.addAll(List.of(invoke(1), invoke(2), new Event.Shutdown("spindown", NOW + 2000)));
    run();
    assertThat(story).containsExactly("ready", "r1", "r2", "shutdown spindown", "done", "exit");
  }

  @Test
  void aShutdownIsOver300MillisecondsBeforeThePlatformKills() {
    events.add(new Event.Shutdown("spindown", NOW + 2000));
    run();
    assertThat(budgetMillis).isEqualTo(1700);
  }

  @Test
  void anUnusableDeadlineLeavesTheTimeThatOneCanCountOn() {
    events.add(new Event.Shutdown("spindown", 0));
    run();
    assertThat(budgetMillis).isEqualTo(1100);
  }

  @Test
  void aDeadlineThatHasPassedLeavesTheTimeThatOneCanCountOn() {
    events.add(new Event.Shutdown("timeout", NOW - 5));
    run();
    assertThat(budgetMillis).isEqualTo(1100);
  }

  @Test
  void aDeadlineBeyondReasonIsNotWaitedFor() {
    events.add(new Event.Shutdown("timeout", NOW + 3_600_000));
    run();
    assertThat(budgetMillis).isEqualTo(1100);
  }

  @Test
  void whatAHandlerThrowsEndsNeitherTheLoopNorTheShutdown() {
    fault = new IllegalStateException("plugin");
    events.addAll(List.of(invoke(1), invoke(2), new Event.Shutdown("failure", NOW + 2000)));
    run();
    assertThat(story).containsExactly("ready", "r1", "r2", "shutdown failure", "done", "exit");
  }

  @Test
  void theEndOfTheScriptEndsTheAgentWithoutTheWordDone() {
    events.add(invoke(1));
    run();
    assertThat(story).containsExactly("ready", "r1", "shutdown the start script is gone", "exit");
  }

  @Test
  void aSourceThatBreaksEndsTheAgentAfterAFlush() {
    broken = true;
    run();
    assertThat(story).containsExactly("ready", "shutdown events cannot be read", "exit");
  }
}
