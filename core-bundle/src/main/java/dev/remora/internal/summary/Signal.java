// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;

/**
 * What the summary wants to know of what samplers record. Recognised by OpenTelemetry's names (or
 * ours, where it defines none), whichever plugin records them.
 */
public enum Signal {
  /** CPU seconds in user mode, lowered priority included. */
  CPU_USER(Merge.SUM),
  /** CPU seconds in the kernel, interrupts included. */
  CPU_SYSTEM(Merge.SUM),
  /** CPU seconds with nothing to do, waiting for a disk included. */
  CPU_IDLE(Merge.SUM),
  /** CPU seconds that the host gave to others. */
  CPU_STEAL(Merge.SUM),
  /** CPU seconds of the function's processes. */
  FUNCTION_CPU(Merge.SUM),
  /** CPU seconds of Remora's processes. */
  AGENT_CPU(Merge.SUM),
  /** CPU seconds of the platform's processes and other extensions. */
  OTHER_CPU(Merge.SUM),
  /** Share of its time in which the busiest core was busy, 0 to 1. */
  BUSIEST_CORE(Merge.MEAN),
  /** Number of CPUs in sight; told once. */
  VISIBLE_CPUS(Merge.KEEP),
  /** Bytes received. */
  NETWORK_RECEIVED(Merge.SUM),
  /** Bytes sent. */
  NETWORK_SENT(Merge.SUM),
  /** TCP segments sent. */
  TCP_SENT(Merge.SUM),
  /** TCP segments sent again. */
  TCP_RETRANSMITTED(Merge.SUM),
  /** Bytes of the sandbox's memory in use. */
  MEMORY_USED(Merge.MAX),
  /** Bytes of memory that the kernel sees; told once. */
  MEMORY_LIMIT(Merge.KEEP),
  /** Resident bytes of the function's processes. */
  FUNCTION_MEMORY(Merge.MAX),
  /** Resident bytes of Remora's processes. */
  AGENT_MEMORY(Merge.MAX),
  /** Open descriptors of the function's processes. */
  FUNCTION_DESCRIPTORS(Merge.MAX),
  /** Threads of the function's processes. */
  FUNCTION_THREADS(Merge.MAX),
  /** Page faults of the function's processes that had to wait for a disk. */
  MAJOR_FAULTS(Merge.SUM),
  /** Bytes in use in {@code /tmp}. */
  TMP_USED(Merge.MAX),
  /** Bytes free in {@code /tmp}. */
  TMP_FREE(Merge.MIN),
  /** Bytes of {@code /tmp} that only the superuser may use. */
  TMP_RESERVED(Merge.MAX);

  /** What becomes of the values of two intervals that are made one. */
  enum Merge {
    SUM,
    MAX,
    MIN,
    /** Mean, weighted with the length of the intervals. */
    MEAN,
    /** Not a value of an interval: the last one told holds until another is told. */
    KEEP
  }

  static final int COUNT = values().length;

  private final Merge merge;

  Signal(Merge merge) {
    this.merge = merge;
  }

  Merge merge() {
    return merge;
  }

  /** Which signal a series carries; null when none. Asked once per series. */
  public static Signal of(Instrument instrument, Attributes attributes) {
    Signal signal = named(instrument.name(), attributes);
    return signal == null || fits(instrument.kind(), signal.merge) ? signal : null;
  }

  /** A counter records what was added, a gauge what is: a name with the wrong kind is another. */
  private static boolean fits(Instrument.Kind kind, Merge merge) {
    return kind != Instrument.Kind.HISTOGRAM
        && (kind == Instrument.Kind.COUNTER) == (merge == Merge.SUM);
  }

  private static Signal named(String name, Attributes attributes) {
    return switch (name) {
      case "system.cpu.time" -> cpu(attributes.text("cpu.mode"));
      case "process.cpu.time" -> byRole(attributes, FUNCTION_CPU, AGENT_CPU, OTHER_CPU);
      case "remora.cpu.busiest_core" -> BUSIEST_CORE;
      case "system.cpu.logical.count" -> VISIBLE_CPUS;
      case "system.network.io" -> network(attributes.text("network.io.direction"));
      case "remora.network.tcp.segments" -> segments(attributes.text("remora.tcp.segment.kind"));
      case "system.memory.usage" ->
          attributes.text("system.memory.state").equals("used") ? MEMORY_USED : null;
      case "system.memory.limit" -> MEMORY_LIMIT;
      case "process.memory.usage" -> byRole(attributes, FUNCTION_MEMORY, AGENT_MEMORY, null);
      case "process.unix.file_descriptor.count" ->
          byRole(attributes, FUNCTION_DESCRIPTORS, null, null);
      case "process.thread.count" -> byRole(attributes, FUNCTION_THREADS, null, null);
      case "process.paging.faults" ->
          attributes.text("system.paging.fault.type").equals("major")
              ? byRole(attributes, MAJOR_FAULTS, null, null)
              : null;
      case "system.filesystem.usage" -> fileSystem(attributes);
      default -> null;
    };
  }

  private static Signal cpu(String mode) {
    return switch (mode) {
      case "user", "nice" -> CPU_USER;
      case "system", "interrupt" -> CPU_SYSTEM;
      case "idle", "iowait" -> CPU_IDLE;
      case "steal" -> CPU_STEAL;
      default -> null;
    };
  }

  private static Signal byRole(Attributes attributes, Signal function, Signal agent, Signal other) {
    return switch (attributes.text("remora.process.role")) {
      case "function" -> function;
      case "agent" -> agent;
      case "other" -> other;
      default -> null;
    };
  }

  private static Signal network(String direction) {
    return switch (direction) {
      case "receive" -> NETWORK_RECEIVED;
      case "transmit" -> NETWORK_SENT;
      default -> null;
    };
  }

  private static Signal segments(String kind) {
    return switch (kind) {
      case "out" -> TCP_SENT;
      case "retransmitted" -> TCP_RETRANSMITTED;
      default -> null;
    };
  }

  private static Signal fileSystem(Attributes attributes) {
    if (!attributes.text("system.filesystem.mountpoint").equals("/tmp")) {
      return null;
    }
    return switch (attributes.text("system.filesystem.state")) {
      case "used" -> TMP_USED;
      case "free" -> TMP_FREE;
      case "reserved" -> TMP_RESERVED;
      default -> null;
    };
  }
}
