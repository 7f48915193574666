// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessScanTest {
  @TempDir private Path proc;

  private void process(int pid, int parent, String command, String... arguments)
      throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    Files.writeString(
        folder.resolve("stat"), pid + " (" + command + ") S " + parent + " 1 1 0 -1 4194560 1\n");
    Files.writeString(folder.resolve("cmdline"), String.join("\0", arguments) + "\0");
  }

  private void self(int pid) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("self"));
    Files.writeString(folder.resolve("stat"), pid + " (java) S 0 1 1\n");
  }

  private Map<Integer, ProcessRole> scan(boolean behindScript) {
    LiveProc files = new LiveProc(proc.toString());
    files.scan(new ProcessScan(behindScript));
    Map<Integer, ProcessRole> roles = new HashMap<>();
    for (SandboxProcess process : files.processes()) {
      roles.put(process.pid(), process.role());
    }
    return roles;
  }

  /** The sandbox of Lambda: pid 1 is the platform's, its children are what it started. */
  private void sandbox() throws IOException {
    process(1, 0, "init", "/var/rapid/init");
    process(10, 1, "remora", "/usr/bin/bash", "/opt/extensions/remora");
    process(11, 10, "java", "/opt/remora/jre/bin/java");
    process(20, 1, "other-agent", "/opt/extensions/other-agent");
    process(21, 20, "worker", "worker");
    process(30, 1, "python3.12", "/var/lang/bin/python3.12", "/var/runtime/bootstrap.py");
    process(31, 30, "a ) b (c", "ffmpeg");
    process(32, 31, "child", "child");
    self(11);
  }

  @Test
  void whatThePlatformStartedIsTheFunctionUnlessItIsAnExtension() throws IOException {
    sandbox();
    assertThat(scan(true))
        .containsOnly(
            Map.entry(1, ProcessRole.OTHER),
            Map.entry(10, ProcessRole.AGENT),
            Map.entry(11, ProcessRole.AGENT),
            Map.entry(20, ProcessRole.OTHER),
            Map.entry(21, ProcessRole.OTHER),
            Map.entry(30, ProcessRole.FUNCTION),
            Map.entry(31, ProcessRole.FUNCTION),
            Map.entry(32, ProcessRole.FUNCTION));
  }

  @Test
  void withoutAStartScriptTheAgentItselfIsTheExtension() throws IOException {
    sandbox();
    process(11, 1, "java", "/opt/remora/jre/bin/java");
    assertThat(scan(false))
        .containsEntry(11, ProcessRole.AGENT)
        .containsEntry(10, ProcessRole.OTHER);
  }

  @Test
  void programsBesideTheSandboxAreNobodysBusiness() throws IOException {
    sandbox();
    process(1, 0, "systemd", "/sbin/init");
    process(5, 1, "lambda", "java", "local-lambda");
    process(10, 5, "remora", "/usr/bin/bash", "/tmp/layer/extensions/remora");
    process(20, 5, "other-agent", "/tmp/layer/extensions/other-agent");
    process(30, 5, "python3.12", "/var/lang/bin/python3.12");
    process(40, 1, "postgres", "postgres");
    process(41, 40, "postgres", "postgres");
    assertThat(scan(true)).doesNotContainKeys(1, 40, 41).containsEntry(30, ProcessRole.FUNCTION);
  }

  private boolean shared() {
    LiveProc files = new LiveProc(proc.toString());
    files.scan(new ProcessScan(true));
    return files.machineIsShared();
  }

  @Test
  void aSandboxHasItsMachineForItselfUnlessThereAreOtherPrograms() throws IOException {
    sandbox();
    assertThat(shared()).isFalse();
    process(2, 0, "kthreadd");
    process(3, 2, "ksoftirqd/0");
    assertThat(shared()).isFalse();
    // The sandbox deeper down, as on a desk: those who started it are no other programs yet.
    process(5, 1, "lambda", "java", "local-lambda");
    process(10, 5, "remora", "/usr/bin/bash", "/tmp/layer/extensions/remora");
    process(20, 5, "other-agent", "/tmp/layer/extensions/other-agent");
    process(30, 5, "python3.12", "/var/lang/bin/python3.12");
    assertThat(shared()).isFalse();
    process(40, 1, "postgres", "postgres");
    assertThat(shared()).isTrue();
  }

  @Test
  void aProcessThatVanishesOrIsGarbledIsSteppedOver() throws IOException {
    sandbox();
    Files.createDirectories(proc.resolve("50"));
    Files.createDirectories(proc.resolve("51"));
    Files.writeString(proc.resolve("51/stat"), "51 garbled\n");
    assertThat(scan(true)).doesNotContainKeys(50, 51).hasSize(8);
  }

  @Test
  void nothingIsListedWhereNothingCanBeRead() {
    assertThat(scan(true)).isEmpty();
  }

  @Test
  void theKernelsConstantsComeFromTheAuxiliaryVector() throws IOException {
    ByteBuffer words = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    for (long word : List.of(6L, 65536L, 17L, 250L, 0L, 0L)) {
      words.putLong(word);
    }
    Files.createDirectories(proc.resolve("self"));
    Files.write(proc.resolve("self/auxv"), words.array());
    assertThat(new LiveProc(proc.toString()).constants())
        .isEqualTo(new KernelConstants(250, 65536));
    Files.write(proc.resolve("self/auxv"), new byte[] {1, 2, 3});
    assertThat(new LiveProc(proc.toString()).constants()).isEqualTo(KernelConstants.USUAL);
  }

  @Test
  void onTheRealKernelThisTestIsTheAgentAndItsParentTheSandbox() {
    LiveProc files = new LiveProc("/proc");
    files.scan(new ProcessScan(false));
    int self = (int) ProcessHandle.current().pid();
    assertThat(files.processes()).contains(new SandboxProcess(self, ProcessRole.AGENT));
    assertThat(files.constants().pageBytes()).isGreaterThanOrEqualTo(4096);
  }
}
