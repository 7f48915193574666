// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.util.Objects;

/**
 * Where a buffer lies and what it may take.
 *
 * @param directory its directory, used by nothing else; made if it is missing
 * @param sandboxId identity of this sandbox, goes into batch ids; the same for all agents of a
 *     sandbox
 * @param functionVersion what another function's version left is deleted, not sent
 * @param quotaBytes most bytes on disk; 0 means the smaller of {@value #DEFAULT_QUOTA} and 5 % of
 *     the free space; less than {@value #SMALLEST_QUOTA} counts as that
 * @param maxAgeMillis records older than this are dropped
 */
public record BufferOptions(
    File directory, String sandboxId, String functionVersion, long quotaBytes, long maxAgeMillis) {

  /** 16 MiB. */
  public static final long DEFAULT_QUOTA = 16L << 20;

  /** 1 MiB: also what the buffer shrinks to when the disk gets short. */
  public static final long SMALLEST_QUOTA = 1L << 20;

  /** 32 MiB: with less free space than this the disk counts as short. */
  public static final long SHORT_OF_SPACE = 32L << 20;

  /** 24 hours. */
  public static final long DEFAULT_MAX_AGE_MILLIS = 24L * 60 * 60 * 1000;

  public BufferOptions {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(sandboxId, "sandboxId");
    Objects.requireNonNull(functionVersion, "functionVersion");
  }

  /** The defaults in this directory. */
  public static BufferOptions in(File directory, String sandboxId, String functionVersion) {
    return new BufferOptions(directory, sandboxId, functionVersion, 0, DEFAULT_MAX_AGE_MILLIS);
  }

  /** The quota for a disk with this much free space. */
  long quota(long freeBytes) {
    long wanted = quotaBytes > 0 ? quotaBytes : Math.min(DEFAULT_QUOTA, freeBytes / 20);
    return Math.max(SMALLEST_QUOTA, wanted);
  }
}
