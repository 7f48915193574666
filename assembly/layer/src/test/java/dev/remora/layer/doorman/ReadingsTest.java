// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the script reads of {@code /proc} as long as the agent cannot. */
class ReadingsTest extends DoormanTest {

  @Test
  void eventsBeforeReadyCarryReadings() throws Exception {
    Path proc = Files.createDirectories(directory.resolve("proc/net"));
    String stat = "cpu  1 2 3 4 5 6 7 8 9 10\n";
    String net = "Inter-|   Receive\n face |bytes\n    lo: 1 2 3\n";
    String memory =
        "MemTotal:        1014540 kB\nMemFree:          100000 kB\nMemAvailable:     500000 kB\n"
            + "Buffers:           20000 kB\nCached:           300000 kB\n";
    Files.writeString(proc.resolveSibling("stat"), stat + "cpu0 1 2 3 4 5 6 7 8 9 10\nintr 1\n");
    Files.writeString(proc.resolve("dev"), net);
    Files.writeString(
        proc.resolveSibling("meminfo"),
        memory + "SwapCached:            0 kB\n" + "Active:           400000 kB\n".repeat(40));
    Files.writeString(proc.resolveSibling("uptime"), "12.34 56.78\n");
    sandbox.with("REMORA_PROC_ROOT", proc.getParent().toString()).agents("slow").start();

    RawServer.Request next = invoke(lambda.register(), 1);
    sandbox.awaitEvents(1);

    String readings =
        record("stat", stat)
            + record("net/dev", net)
            + record("meminfo", memory + "SwapCached:            0 kB\n")
            + record("uptime", "12.34 56.78\n");
    assertThat(sandbox.payloadOf("event"))
        .isEqualTo(Sandbox.invoke(1) + readings.replace('\n', '|'));
    assertThat(sandbox.events().getFirst())
        .startsWith("frame event " + (Sandbox.invoke(1).length() + readings.length()) + " n=1 ")
        .endsWith(" readings=" + readings.length());
    sandbox.shutDown(next);
  }

  @Test
  void theRealFilesAreRead() throws Exception {
    sandbox.agents("slow").start();

    RawServer.Request next = invoke(lambda.register(), 1);
    sandbox.awaitEvents(1);

    assertThat(sandbox.payloadOf("event"))
        .contains(
            "stat ", "|cpu  ", "net/dev ", "Inter-|", "meminfo ", "|MemTotal: ", "kB|uptime ");
    sandbox.shutDown(next);
  }

  @Test
  void aProcThatCannotBeReadIsLeftOut() throws Exception {
    sandbox.with("REMORA_PROC_ROOT", directory.resolve("nothing").toString());
    sandbox.agents("slow").start();

    RawServer.Request next = invoke(lambda.register(), 1);
    sandbox.awaitEvents(1);

    assertThat(sandbox.payloadOf("event")).isEqualTo(Sandbox.invoke(1));
    sandbox.shutDown(next);
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void nothingIsReadOnceTheAgentIsReady() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();
    sandbox.await("the frames of the start", () -> sandbox.payloadOf("registration") != null);

    next = invoke(next, 1);
    sandbox.awaitEvents(1);
    next = invoke(next, 1);
    sandbox.awaitEvents(2);

    assertThat(sandbox.events().getLast()).endsWith(" readings=0");
    assertThat(sandbox.payloadOf(" n=2 ")).isEqualTo(Sandbox.invoke(2));
    sandbox.shutDown(next);
  }

  private static String record(String path, String text) {
    return path + " " + text.length() + "\n" + text;
  }
}
