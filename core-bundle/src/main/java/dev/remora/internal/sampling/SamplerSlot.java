// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Sampler;
import dev.remora.api.telemetry.Attributes;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.summary.Readings;

/** A sampler in service, with its recorder and its faults. */
final class SamplerSlot {
  private final String name;
  private final Sampler sampler;
  private final SeriesRecorder recorder;
  private final AgentLog log;
  private Attributes attributes;
  private long failures;
  private long failuresTold;
  private long droppedTold;
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
  void sample(Moment moment, Readings readings) {
    recorder.begin(moment.unixNanos(), readings);
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
    failures++;
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

  /** Records what went wrong since this was called last. */
  void tellOfItself(MetricRecorder own) {
    if (attributes == null) {
      attributes = Attributes.of("remora.plugin.name", name);
    }
    long dropped = recorder.dropped();
    own.record(OwnMetrics.PLUGIN_FAILURES, attributes, failures - failuresTold);
    own.record(OwnMetrics.DROPPED_VALUES, attributes, dropped - droppedTold);
    failuresTold = failures;
    droppedTold = dropped;
  }
}
