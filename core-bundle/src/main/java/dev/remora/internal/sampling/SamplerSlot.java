// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Sampler;
import dev.remora.internal.log.AgentLog;

/** A sampler in service, with its recorder and its faults. */
final class SamplerSlot {
  private final String name;
  private final Sampler sampler;
  private final SeriesRecorder recorder;
  private final AgentLog log;
  private long failures;
  private volatile boolean inService = true;

  SamplerSlot(String name, Sampler sampler, SeriesRecorder recorder, AgentLog log) {
    this.name = name;
    this.sampler = sampler;
    this.recorder = recorder;
    this.log = log;
  }

  String name() {
    return name;
  }

  boolean inService() {
    return inService;
  }

  /** Lets the sampler read; what it throws costs its own points only. */
  void sample(Moment moment) {
    recorder.begin(moment.unixNanos());
    try {
      sampler.sample(moment, recorder);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      failures++;
      log.warn("could not be read, its points of this round are missing", e);
    }
    recorder.end();
  }

  /** Takes the sampler out of service without waiting for it: it may hang. */
  void abandon(String why) {
    inService = false;
    recorder.detach();
    log.warn(why);
  }

  /** Takes the sampler out of service in an orderly way. */
  void close() {
    inService = false;
    recorder.detach();
    try {
      sampler.close();
    } catch (RuntimeException | LinkageError e) {
      log.warn("could not be closed", e);
    }
  }

  long failures() {
    return failures;
  }

  long droppedValues() {
    return recorder.dropped();
  }
}
