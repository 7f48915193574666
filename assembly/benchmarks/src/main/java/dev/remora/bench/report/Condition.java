// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

/** Words for the conditions under which the same thing is measured. */
public final class Condition {

  /** All the sandbox's processes may use two cores. */
  public static final String TWO_CORES = "two cores";

  /** All the sandbox's processes share one core. */
  public static final String ONE_CORE = "one core";

  /** What a function of 128 MB is allotted: 128/1769 of a core, in periods of 20 ms. */
  public static final String SHARE = "7 % of a core";

  /** Memory when the agent is ready. */
  public static final String READY = "when ready";

  /** Memory after the first invocation and the export of what it left. */
  public static final String FIRST_INVOKE = "after the first INVOKE";

  /** Memory after as many. */
  public static final String HUNDRED = "after 100 invocations";

  /** Memory after as many. */
  public static final String THOUSAND = "after 1,000 invocations";

  /** Events that come one right after the other. */
  public static final String BACK_TO_BACK = "back to back";

  /** Events before each of which everything stood still for 50 ms. */
  public static final String FROZEN = "after a freeze of 50 ms";

  private Condition() {}
}
