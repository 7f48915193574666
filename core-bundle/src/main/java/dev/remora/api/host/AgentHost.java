// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The process around the core: everything that the core would otherwise have to take from static
 * state. Whoever starts the framework registers one as a service in the system bundle's context,
 * before it starts the core bundle.
 *
 * @param environment the environment variables of the process; a copy, unmodifiable
 * @param frames events from the start script, unbuffered; null without one: then the core polls the
 *     Extensions API itself
 * @param words where the agent's answers to the start script go, unbuffered: descriptor 1, which
 *     nothing else writes to. Without a start script nobody reads it
 * @param exit ends the process at once with status 0 and runs no shutdown hooks; does not return. To be
 *     called after the last word has been written
 * @param procRoot where the kernel's process files are found, {@code /proc}
 */
public record AgentHost(
    Map<String, String> environment,
    InputStream frames,
    OutputStream words,
    Runnable exit,
    Path procRoot) {

  /** Copies the environment; everything but {@code frames} is required. */
  public AgentHost {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(words, "words");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(procRoot, "procRoot");
  }
}
