// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.time.Duration;

/** How an execution environment comes to be, and what its life is like. */
public enum InitializationType {
  /** Initialised when an invocation needs it. */
  ON_DEMAND("on-demand"),
  /** Initialised ahead, and frozen until the first invocation. */
  PROVISIONED_CONCURRENCY("provisioned-concurrency"),
  /**
   * Lambda Managed Instances: initialised ahead, several invocations at a time, never frozen, never
   * reset.
   */
  MANAGED_INSTANCES("lambda-managed-instances");

  private static final Duration ON_DEMAND_LIMIT = Duration.ofSeconds(10);
  private static final Duration LEAST_LIMIT_AHEAD = Duration.ofSeconds(130);

  private final String word;

  InitializationType(String word) {
    this.word = word;
  }

  /** Value of {@code AWS_LAMBDA_INITIALIZATION_TYPE}. */
  public String word() {
    return word;
  }

  /**
   * How long init may take, for extensions, runtime and function together: 10 s on demand; ahead,
   * 130 s or the function's time-out, the longer of the two.
   *
   * @param timeout the function's time-out, at most 900 s
   */
  Duration initLimit(Duration timeout) {
    if (this == ON_DEMAND) {
      return ON_DEMAND_LIMIT;
    }
    return timeout.compareTo(LEAST_LIMIT_AHEAD) > 0 ? timeout : LEAST_LIMIT_AHEAD;
  }

  /** Open files of a process, the most. */
  int openFiles() {
    return this == MANAGED_INSTANCES ? 4_096 : 1_024;
  }
}
