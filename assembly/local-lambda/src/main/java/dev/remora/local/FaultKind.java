// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be made to go wrong. Everything is done to real processes, with signals. */
public enum FaultKind {
  /** The runtime's processes stand still (SIGSTOP) from before the invocation to its time-out. */
  TIMEOUT("timeout"),
  /** The runtime is killed (SIGKILL) in the middle of the invocation. */
  RUNTIME_CRASH("runtime-crash"),
  /** The runtime is told to end (SIGTERM) in the middle of the invocation. */
  RUNTIME_EXIT("runtime-exit"),
  /** An extension is killed (SIGKILL) in the middle of the invocation. */
  EXTENSION_CRASH("extension-crash"),
  /** An extension is told to end (SIGTERM) in the middle of the invocation. */
  EXTENSION_EXIT("extension-exit"),
  /**
   * The runtime stands still (SIGSTOP) from its first instruction on until the init before the
   * invocation is over its limit. Where there is no init before it, nothing happens.
   */
  INIT_TIMEOUT("init-timeout"),
  /** The processes that an extension has started are killed; the extension itself is not. */
  AGENT_KILL("agent-kill"),
  /** The processes that an extension has started stand still for good; it itself does not. */
  AGENT_HANG("agent-hang"),
  /** The environment stands still for long before the invocation. */
  FREEZE("freeze");

  private final String word;

  FaultKind(String word) {
    this.word = word;
  }

  /** As it is written, for example in {@code runtime-crash@2}. */
  public String word() {
    return word;
  }

  /** All words, in the order of this list. */
  public static List<String> words() {
    return Arrays.stream(values()).map(FaultKind::word).toList();
  }

  /** Whether it strikes an extension, or what one has started. */
  public boolean aimsAtExtension() {
    return switch (this) {
      case EXTENSION_CRASH, EXTENSION_EXIT, AGENT_KILL, AGENT_HANG -> true;
      default -> false;
    };
  }

  /** The kind with that word, if there is one. */
  static Optional<FaultKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findAny();
  }
}
