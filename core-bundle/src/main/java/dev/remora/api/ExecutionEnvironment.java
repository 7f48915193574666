// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.util.Objects;

/**
 * The function and the sandbox it runs in, as far as the environment tells. Unknown texts are
 * empty.
 *
 * @param functionName {@code AWS_LAMBDA_FUNCTION_NAME}
 * @param functionVersion {@code AWS_LAMBDA_FUNCTION_VERSION}
 * @param region {@code AWS_REGION}
 * @param memoryMegabytes {@code AWS_LAMBDA_FUNCTION_MEMORY_SIZE}; 0 when unknown
 * @param initializationType {@code AWS_LAMBDA_INITIALIZATION_TYPE}, {@code on-demand} when not
 *     given
 */
public record ExecutionEnvironment(
    String functionName,
    String functionVersion,
    String region,
    int memoryMegabytes,
    String initializationType) {

  /**
   * Memory that gives one vCPU-second per second (AWS Lambda Developer Guide, "Configure memory").
   */
  public static final int MEGABYTES_PER_VCPU = 1769;

  public ExecutionEnvironment {
    Objects.requireNonNull(functionName, "functionName");
    Objects.requireNonNull(functionVersion, "functionVersion");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(initializationType, "initializationType");
  }

  /**
   * The share of CPU the function is allotted, in vCPUs, for a machine that shows {@code
   * visibleCpus}: what load is measured against. All visible CPUs when the memory size is unknown.
   */
  public double allottedCpus(int visibleCpus) {
    return memoryMegabytes <= 0
        ? visibleCpus
        : Math.min((double) memoryMegabytes / MEGABYTES_PER_VCPU, visibleCpus);
  }
}
