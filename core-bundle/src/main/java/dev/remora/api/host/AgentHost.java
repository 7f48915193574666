// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The process around the framework, as the core needs it: registered as a service by the launcher
 * before the framework starts, by a test with streams and folders of its own.
 *
 * @param environment the environment variables
 * @param frames what the start script sends; null when there is no start script and the core polls
 *     the Extensions API by itself
 * @param words where the core's words for the start script go; not read when {@code frames} is null
 * @param exit ends the process at once with status 0, without stopping bundles
 * @param procRoot the kernel's files, {@code /proc} outside of tests
 */
public record AgentHost(
    Map<String, String> environment,
    InputStream frames,
    OutputStream words,
    Runnable exit,
    Path procRoot) {

  /**
   * Service property: names of the samplers that are wanted, a {@code String[]}; without it all.
   */
  public static final String SAMPLERS = "remora.samplers";

  /**
   * Service property: names of the exporters that are wanted, a {@code String[]}; without it all.
   */
  public static final String EXPORTERS = "remora.exporters";

  public AgentHost {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(procRoot, "procRoot");
  }
}
