// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * The execution environment as seen from outside.
 *
 * @param pids process ids by name: {@code runtime}, and each extension's file name; empty while
 *     there is none (after a shutdown or before the init that follows a reset)
 * @param tmp the folder that is {@code /tmp} inside; {@code /tmp} itself where private mounts are
 *     not allowed
 * @param runtimeApi value of {@code AWS_LAMBDA_RUNTIME_API}, {@code host:port}
 * @param privateMounts whether the processes have a mount namespace of their own
 * @param isolation one line for people: what is private and what is not
 */
public record SandboxInfo(
    Map<String, Integer> pids,
    Path tmp,
    String runtimeApi,
    boolean privateMounts,
    String isolation) {

  public SandboxInfo {
    pids = Map.copyOf(pids);
  }
}
