// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import dev.remora.local.Fault;
import java.nio.file.Path;
import java.util.List;

/**
 * A running execution environment: function and extensions. Used by one thread, but for invocations
 * on Managed Instances.
 */
interface Sandbox extends AutoCloseable {

  /** Starts sandboxes. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts function and extensions.
     *
     * @param request what to run
     * @param faults what is to go wrong, counted from this sandbox's first invocation
     * @param opt what becomes {@code /opt}
     * @param workFolder an empty folder to work in
     * @param listener told what happens in the sandbox
     * @throws CommandFailure if it could not be started
     */
    Sandbox start(
        LocalRequest request, List<Fault> faults, Path opt, Path workFolder, Listener listener)
        throws CommandFailure;
  }

  /** Told what happens in a sandbox. Called from any thread. */
  interface Listener {
    /** A process of the sandbox, named {@code source}, wrote a line. */
    void log(String source, String line);

    /** Something the user should know: what is here as in Lambda, and what is not. */
    void note(String text);
  }

  /**
   * Runs one invocation; before any but the first, the sandbox was frozen for a while. A function's
   * error is a result, not an exception.
   */
  InvocationTiming invoke(byte[] event);

  /**
   * Ends the sandbox as Lambda does when it is no longer needed; returns how long it took, in ms.
   */
  double shutdown();

  /**
   * Where this machine has a path that the sandbox's processes see, such as {@code /tmp/x}; also
   * after the shutdown.
   */
  Path onThisMachine(Path pathInSandbox);

  /** Leaves no process behind; does nothing the second time. */
  @Override
  void close();
}
