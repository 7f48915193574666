// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.Deadline;
import dev.remora.api.Signal;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where the batches of one signal go.
 *
 * @param signal which
 * @param wanted whether they are exported at all
 * @param variable the environment variable that the address is from, for messages
 * @param uri the address; null when there is no usable one
 * @param problem why there is none, one line; empty when there is
 * @param headers what goes along
 * @param json JSON instead of protobuf
 * @param gzip whether bodies are compressed
 * @param timeout longest time for one request; zero for what there is
 * @param transport sends; null unless wanted and usable
 */
record Destination(
    Signal signal,
    boolean wanted,
    String variable,
    URI uri,
    String problem,
    List<HttpRequest.Header> headers,
    boolean json,
    boolean gzip,
    Duration timeout,
    HttpTransport transport) {

  boolean usable() {
    return uri != null;
  }

  /** The deadline of a request. */
  Deadline deadline(Deadline given) {
    return timeout.isZero() ? given : given.within(timeout);
  }

  /** How the signal is called in paths and texts. */
  static String word(Signal signal) {
    return signal == Signal.METRICS ? "metrics" : "logs";
  }
}
