// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.local.InitializationType;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which kind of Lambda the function runs on. */
final class InitializationOptions {
  private static final int MOST_AT_A_TIME = 64;

  @Option(
      names = "--provisioned-concurrency",
      description = "Initialise ahead; the sandbox stands still until the first invocation.")
  private boolean provisioned;

  @Option(
      names = "--managed-instances",
      description =
          "Lambda Managed Instances: several invocations at a time, never frozen, never reset.")
  private boolean managed;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Invocations at a time on Managed Instances, 1 to 64. Default: 2.")
  private Integer concurrency;

  /**
   * The kind.
   *
   * @throws IllegalArgumentException when two are asked for
   */
  InitializationType type() {
    if (managed && provisioned) {
      throw new IllegalArgumentException(
          "--provisioned-concurrency and --managed-instances are mutually exclusive");
    }
    if (managed) {
      return InitializationType.MANAGED_INSTANCES;
    }
    return provisioned ? InitializationType.PROVISIONED_CONCURRENCY : InitializationType.ON_DEMAND;
  }

  /**
   * Invocations at a time.
   *
   * @throws IllegalArgumentException when that cannot be; the message says why
   */
  int concurrency() {
    if (concurrency == null) {
      return managed ? 2 : 1;
    }
    if (!managed && concurrency != 1) {
      throw new IllegalArgumentException(
          "--concurrency " + concurrency + ": more than 1 needs --managed-instances");
    }
    if (concurrency < 1 || concurrency > MOST_AT_A_TIME) {
      throw new IllegalArgumentException("--concurrency " + concurrency + ": expected 1 to 64");
    }
    return concurrency;
  }

  /** How long the sandbox stands still between two invocations. */
  Duration freeze(Duration usual) {
    return managed ? Duration.ZERO : usual;
  }
}
