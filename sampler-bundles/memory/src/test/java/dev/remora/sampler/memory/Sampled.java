// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.FolderProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.nio.file.Path;
import java.time.Duration;

/** A sampler that a test hands one reading after the other, a second apart. */
final class Sampled {
  static final SandboxProcess INIT = new SandboxProcess(1, ProcessRole.OTHER);
  static final SandboxProcess FUNCTION = new SandboxProcess(20, ProcessRole.FUNCTION);
  static final SandboxProcess CHILD = new SandboxProcess(21, ProcessRole.FUNCTION);
  static final SandboxProcess AGENT = new SandboxProcess(30, ProcessRole.AGENT);

  final FakePluginContext context = new FakePluginContext("memory");
  final RecordingMetricRecorder recorder = new RecordingMetricRecorder();
  private MemorySampler sampler;
  private FakeObservation last;

  /** The folders under {@code src/test/resources/proc}, each named after what is odd in it. */
  static ProcFiles proc(String folder, SandboxProcess... processes) {
    return new FolderProcFiles(Path.of("src/test/resources/proc", folder), processes);
  }

  /** Forgets what was recorded and takes a reading; the first one makes the sampler. */
  Sampled reading(ProcFiles proc) {
    return reading(
        last == null ? FakeObservation.first(proc) : last.after(Duration.ofSeconds(1), proc));
  }

  Sampled reading(FakeObservation observation) {
    if (sampler == null) {
      sampler = new MemorySampler(context);
    }
    recorder.clear();
    sampler.sample(observation, recorder);
    last = observation;
    return this;
  }

  FakeObservation last() {
    return last;
  }
}
