// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import java.util.List;

/**
 * Every metric of this sampler. Those that begin with {@code faas.} are OpenTelemetry's (semantic
 * conventions 1.44.0, "FaaS Metrics"), units and bounds included; it has no bounds for memory.
 */
final class LambdaMetrics {
  private static final List<Double> TIMES =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  /** Finer below 5 ms: what is longer is late. */
  private static final List<Double> OVERHEADS =
      List.of(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5);

  private static final double MIB = 1 << 20;

  /** Those of OpenTelemetry's Lambda receiver: 16 MiB to 8 GiB. */
  private static final List<Double> MEMORY =
      List.of(
          16 * MIB,
          32 * MIB,
          64 * MIB,
          128 * MIB,
          256 * MIB,
          512 * MIB,
          768 * MIB,
          1024 * MIB,
          2048 * MIB,
          3072 * MIB,
          4096 * MIB,
          6144 * MIB,
          8192 * MIB);

  /** Up to the 6 MB of an answer and the 200 MB of a streamed one. */
  private static final List<Double> ANSWERS =
      List.of(
          256.0,
          1024.0,
          4096.0,
          16_384.0,
          65_536.0,
          262_144.0,
          1_048_576.0,
          6_291_456.0,
          20_971_520.0,
          209_715_200.0);

  static final Instrument INVOKE_DURATION =
      Instrument.histogram(
          "faas.invoke_duration", "s", "Duration of an invocation, extensions included.", TIMES);

  static final Instrument INIT_DURATION =
      Instrument.histogram(
          "faas.init_duration", "s", "Duration of an initialisation of the sandbox.", TIMES);

  static final Instrument COLD_STARTS =
      Instrument.counter(
          "faas.coldstarts",
          "{coldstart}",
          "Initialisations on demand and restored snapshots, which somebody had to wait for.");

  static final Instrument ERRORS =
      Instrument.counter(
          "faas.errors", "{error}", "Invocations that failed otherwise than by a timeout.");

  static final Instrument INVOCATIONS =
      Instrument.counter("faas.invocations", "{invocation}", "Successful invocations.");

  static final Instrument TIMEOUTS =
      Instrument.counter("faas.timeouts", "{timeout}", "Invocations that ran out of time.");

  static final Instrument MEMORY_USAGE =
      Instrument.histogram(
          "faas.mem_usage",
          "By",
          "Highest use of memory in the sandbox so far, as reported for each invocation.",
          MEMORY);

  static final Instrument BILLED_DURATION =
      Instrument.histogram(
          "remora.invoke.billed_duration",
          "s",
          "What an invocation is charged for, initialisation included where it is.",
          TIMES);

  static final Instrument RUNTIME_DURATION =
      Instrument.histogram(
          "remora.invoke.runtime_duration",
          "s",
          "Duration of an invocation, extensions not included.",
          TIMES);

  static final Instrument EXTENSION_OVERHEAD =
      Instrument.histogram(
          "remora.invoke.extension_overhead",
          "s",
          "What extensions added to an invocation after the function had finished.",
          OVERHEADS);

  static final Instrument RESPONSE_LATENCY =
      Instrument.histogram(
          "remora.invoke.response_latency", "s", "Time until the function began to answer.", TIMES);

  static final Instrument RESPONSE_DURATION =
      Instrument.histogram(
          "remora.invoke.response_duration",
          "s",
          "Time from the first to the last byte of the answer.",
          TIMES);

  static final Instrument PRODUCED_BYTES =
      Instrument.histogram(
          "remora.invoke.produced_bytes", "By", "Size of the function's answer.", ANSWERS);

  static final Instrument RESTORE_DURATION =
      Instrument.histogram(
          "remora.restore_duration", "s", "Duration of the restoring of a snapshot.", TIMES);

  static final Instrument OUT_OF_MEMORY =
      Instrument.counter(
          "remora.out_of_memory", "{event}", "Invocations that failed for want of memory.");

  static final Instrument SHUTDOWNS =
      Instrument.counter("remora.shutdowns", "{shutdown}", "Ends of a sandbox.");

  static final Instrument UNUSED_INIT =
      Instrument.counter(
          "remora.unused_init", "{init}", "Sandboxes that ended without any invocation.");

  static final Instrument ESTIMATED_COST =
      Instrument.counter(
          "remora.estimated_cost",
          "{USD}",
          "Price of the invocations: billed duration times memory size, and requests.");

  static final Instrument DROPPED_RECORDS =
      Instrument.counter(
          "remora.telemetry.dropped_records",
          "{record}",
          "Records of Lambda's telemetry that were lost on the way.");

  /** Lambda itself dropped them: nobody had taken them in time. */
  static final Attributes BY_PLATFORM = reason("platform");

  /** Batches, of a number of records that is not known, that were no telemetry. */
  static final Attributes UNREADABLE = reason("unreadable");

  /** More measurements than are kept from one sample to the next. */
  static final Attributes OVERFLOW = reason("overflow");

  private LambdaMetrics() {}

  private static Attributes reason(String word) {
    return Attributes.of("remora.drop.reason", word);
  }

  /** All of them, in the order of the README. */
  static List<Instrument> all() {
    return List.of(
        INVOCATIONS,
        ERRORS,
        TIMEOUTS,
        COLD_STARTS,
        INVOKE_DURATION,
        INIT_DURATION,
        MEMORY_USAGE,
        BILLED_DURATION,
        RUNTIME_DURATION,
        EXTENSION_OVERHEAD,
        RESPONSE_LATENCY,
        RESPONSE_DURATION,
        PRODUCED_BYTES,
        RESTORE_DURATION,
        OUT_OF_MEMORY,
        SHUTDOWNS,
        UNUSED_INIT,
        ESTIMATED_COST,
        DROPPED_RECORDS);
  }
}
