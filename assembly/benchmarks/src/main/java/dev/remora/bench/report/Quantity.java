// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

/** What can be measured. {@code docs/benchmarks.md} says how. */
public enum Quantity {
  /** Time that every cold start waits for the extension. */
  REGISTER("register", "exec → register received", Unit.MILLISECONDS),
  /** Time after which the first invocation no longer waits for the extension. */
  FIRST_NEXT("first-next", "exec → first next received", Unit.MILLISECONDS),
  /** Wall time until the agent has said {@code ready}. */
  READY_WALL("ready-wall", "exec → agent ready, wall", Unit.MILLISECONDS),
  /** CPU time of all the extension's processes until then. */
  READY_CPU("ready-cpu", "exec → agent ready, CPU", Unit.MILLISECONDS),
  /** Resident memory of all the extension's processes. */
  RESIDENT("resident", "resident memory", Unit.MEBIBYTES),
  /** The part of it that belongs to no file: what a machine full of sandboxes pays for each. */
  ANONYMOUS("anonymous", "anonymous memory", Unit.MEBIBYTES),
  /** Resident memory, shared pages divided by the number of those who share them. */
  PROPORTIONAL("proportional", "proportional memory", Unit.MEBIBYTES),
  /** Resident memory of the process that was started, where it has started others. */
  RESIDENT_FIRST("resident-first-process", "resident, first process alone", Unit.MEBIBYTES),
  /** From the answer to {@code next} until the next {@code next}. */
  EVENT_TO_NEXT("event-to-next", "event → next received", Unit.MILLISECONDS),
  /** What an invocation gives to the extension of the CPU that a function of 128 MB has. */
  RUNNING("running-share", "CPU of a 128 MB function, in use", Unit.PERCENT),
  /** Time that an invocation is longer because of the extension. */
  POST_RUNTIME("post-runtime", "post-runtime per invocation", Unit.MILLISECONDS),
  /** Start of the environment until the first line of a Python handler. */
  PYTHON("cold-start-python", "cold start, Python function", Unit.MILLISECONDS),
  /** What the extension adds to it. */
  PYTHON_ADDED("cold-start-python-added", "added, Python function", Unit.MILLISECONDS),
  /** Start of the environment until the first line of a Java handler. */
  JAVA("cold-start-java", "cold start, Java function", Unit.MILLISECONDS),
  /** What the extension adds to it. */
  JAVA_ADDED("cold-start-java-added", "added, Java function", Unit.MILLISECONDS),
  /** The layer as it is uploaded. */
  ZIPPED("zipped", "layer, zipped", Unit.MEGABYTES),
  /** The layer as it lies on {@code /opt}. */
  UNZIPPED("unzipped", "layer, unzipped", Unit.MEGABYTES),
  /** CPU time of one sampling round. */
  ROUND_CPU("sampling-round-cpu", "sampling round, CPU", Unit.MICROSECONDS),
  /** Garbage of one sampling round. */
  ROUND_ALLOCATION("sampling-round-allocation", "sampling round, allocated", Unit.BYTES),
  /** How fast batches are put into the buffer, counted in what they are uncompressed. */
  APPEND_RATE("buffer-append-rate", "buffer append", Unit.MEGABYTES_PER_SECOND),
  /** The same for one batch of 64 KiB. */
  APPEND_TIME("buffer-append", "buffer append, 64 KiB batch", Unit.MICROSECONDS),
  /** How fast batches are read back, counted in what they are uncompressed. */
  READ_RATE("buffer-read-rate", "buffer read back", Unit.MEGABYTES_PER_SECOND),
  /** The same for one batch of 64 KiB. */
  READ_TIME("buffer-read", "buffer read back, 64 KiB batch", Unit.MICROSECONDS),
  /** Opening a full buffer of 16 MiB that a killed agent has left. */
  RECOVERY("buffer-recovery", "buffer recovery, 16 MiB", Unit.MILLISECONDS);

  private final String id;
  private final String label;
  private final Unit unit;

  Quantity(String id, String label, Unit unit) {
    this.id = id;
    this.label = label;
    this.unit = unit;
  }

  /** Its name in JSON; stays the same. */
  public String id() {
    return id;
  }

  /** Its name for people. */
  public String label() {
    return label;
  }

  /** What it is counted in. */
  public Unit unit() {
    return unit;
  }
}
