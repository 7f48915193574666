// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sends one batch to one destination.
 *
 * <p>Called by one thread at a time, which belongs to this exporter alone: a slow exporter delays
 * nobody but itself. The core keeps the batch until {@link ExportResult.Success}, {@link
 * ExportResult.PartialSuccess} or {@link ExportResult.Rejected} comes back, so a batch may be
 * offered again, with the same {@link Batch#id()}; the core also owns back-off, order and retries.
 */
@ConsumerType
public interface Exporter extends AutoCloseable {

  /**
   * Sends the batch, or says why not.
   *
   * @param batch what to send; immutable
   * @param deadline when the answer must be there; an exporter that needs longer is abandoned
   * @return what became of the batch, never null
   * @throws Exception counts as {@link ExportResult.RetryLater} and is logged once per distinct
   *     text
   */
  ExportResult export(Batch batch, Deadline deadline) throws Exception;

  /**
   * How large a batch this exporter likes best, in bytes of OTLP protobuf. Above 0 the core puts
   * what waits in the buffer together up to that size, also of several invocations, and sends less
   * requests; {@link Batch#invocationId()} is empty then. With 0, the default, each batch is
   * offered as it was closed, of one invocation. Asked before each batch, in the exporter's thread;
   * no promise: a single record may be larger.
   */
  default int preferredBatchBytes() {
    return 0;
  }

  /** Called once when the exporter is taken out of service; must not block. */
  @Override
  default void close() {}
}
