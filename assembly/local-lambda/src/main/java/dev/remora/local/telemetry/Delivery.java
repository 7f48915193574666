// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.io.IOException;
import java.util.List;

/** A way to an extension. Used by one thread; closed by any. */
interface Delivery extends AutoCloseable {

  /**
   * Delivers a batch.
   *
   * @param records JSON objects
   * @throws IOException when it was not taken; it may be delivered again
   */
  void send(List<byte[]> records) throws IOException, InterruptedException;

  /** Lets everything go. An attempt that is under way fails. */
  @Override
  void close();
}
