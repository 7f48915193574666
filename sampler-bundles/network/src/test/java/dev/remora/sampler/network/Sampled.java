// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.proc.ProcFiles;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.FolderProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.nio.file.Path;
import java.time.Duration;

/** A sampler that a test hands one reading after the other, a second apart. */
final class Sampled {
  final FakePluginContext context = new FakePluginContext("network");
  final RecordingMetricRecorder recorder = new RecordingMetricRecorder();
  private NetworkSampler sampler;
  private FakeObservation last;

  /** The folders under {@code src/test/resources/proc}, each named after what is odd in it. */
  static ProcFiles proc(String folder) {
    return new FolderProcFiles(Path.of("src/test/resources/proc", folder));
  }

  /** Forgets what was recorded and takes a reading; the first one makes the sampler. */
  Sampled reading(ProcFiles proc) {
    return reading(
        last == null ? FakeObservation.first(proc) : last.after(Duration.ofSeconds(1), proc));
  }

  Sampled reading(FakeObservation observation) {
    if (sampler == null) {
      sampler = new NetworkSampler(context);
    }
    recorder.clear();
    sampler.sample(observation, recorder);
    last = observation;
    return this;
  }

  /** Readings of the folders {@code before} and {@code after}. */
  Sampled beforeAndAfter(String folder) {
    return reading(proc(folder + "/before")).reading(proc(folder + "/after"));
  }

  FakeObservation last() {
    return last;
  }

  /** Bytes over an interface; NaN when it was not recorded. */
  double io(String name, String direction) {
    String[] attributes = {
      "network.interface.name", name, "network.io.direction", direction,
    };
    return recorder.values(NetworkMetrics.IO, attributes).isEmpty()
        ? Double.NaN
        : recorder.sum(NetworkMetrics.IO, attributes);
  }
}
