// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.List;

/** An execution environment on this machine. */
public final class LocalLambda implements AutoCloseable {

  private LocalLambda() {}

  /** Starts an environment and initialises it. */
  public static LocalLambda start(LocalLambdaOptions options) {
    throw new UnsupportedOperationException();
  }

  /** Invokes the function once and waits until runtime and extensions are done. */
  public InvocationOutcome invoke(byte[] payload) {
    throw new UnsupportedOperationException();
  }

  /** Shuts the environment down. */
  public ShutdownOutcome shutdown(String reason) {
    throw new UnsupportedOperationException();
  }

  /** The environment as seen from outside. */
  public SandboxInfo sandbox() {
    throw new UnsupportedOperationException();
  }

  /** When each extension came to call. */
  public List<ExtensionTimings> extensionTimings() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
