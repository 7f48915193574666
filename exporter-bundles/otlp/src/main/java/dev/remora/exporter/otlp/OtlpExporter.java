// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.Batch;
import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.ExporterPlugin;
import dev.remora.api.PluginContext;
import dev.remora.api.Signal;
import dev.remora.http.transport.Endpoints;
import dev.remora.http.transport.HttpAnswer;
import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Posts batches by OTLP over HTTP (OTLP specification 1.x, "OTLP/HTTP"), in protobuf encoding as
 * they lie in the buffer, or in JSON. Every attempt carries the same batch id, by which a receiver
 * can drop duplicates.
 */
@ExporterPlugin("otlp")
public final class OtlpExporter implements Exporter {
  /** The header for the batch id. */
  static final String BATCH_ID = "Idempotency-Key";

  /** Below every limit of a vendor, and little beside a heap of 24 MB. */
  private static final int PREFERRED_BYTES = 512 * 1024;

  /** As JSON it is five times as long, and many objects on the way. */
  private static final int PREFERRED_BYTES_AS_JSON = 64 * 1024;

  private final Destination metrics;
  private final Destination logs;
  private final Path proc;
  private final Set<URI> checked = new HashSet<>();

  /** The exporter as the agent makes it. Touches neither network nor files. */
  public OtlpExporter(PluginContext context) {
    this(context, Path.of("/proc"));
  }

  OtlpExporter(PluginContext context, Path proc) {
    this.proc = proc;
    Destinations destinations = Destinations.read(context);
    metrics = destinations.metrics();
    logs = destinations.logs();
  }

  @Override
  public int preferredBatchBytes() {
    return metrics.json() || logs.json() ? PREFERRED_BYTES_AS_JSON : PREFERRED_BYTES;
  }

  @Override
  public ExportResult export(Batch batch, Deadline deadline) {
    Destination to = batch.signal() == Signal.METRICS ? metrics : logs;
    if (!to.wanted()) {
      return ExportResult.success();
    }
    if (!to.usable()) {
      return ExportResult.parked(to.problem());
    }
    if (leadsToOurselves(to.uri())) {
      return ExportResult.parked(
          to.variable()
              + ": this is the agent's own port; expected the address of a receiver of OTLP;"
              + " nothing is sent");
    }
    if (deadline.expired()) {
      return ExportResult.retryLater("no time was left to send the batch");
    }
    HttpRequest request;
    try {
      request = request(batch, to);
    } catch (RuntimeException e) {
      return ExportResult.rejected("the batch cannot be written as OTLP: " + e.getMessage());
    }
    try {
      HttpAnswer answer = to.transport().send(request, to.deadline(deadline));
      return Answers.result(answer, request, to);
    } catch (HttpFailure failure) {
      return failure.isTransient()
          ? ExportResult.retryLater(failure.getMessage())
          : ExportResult.parked(failure.getMessage());
    }
  }

  /** Looked up before the first batch, when everything that listens does so. */
  private boolean leadsToOurselves(URI uri) {
    if (!Ourselves.isHere(uri.getHost().toLowerCase(Locale.ROOT)) || checked.contains(uri)) {
      return false;
    }
    if (Ourselves.isListeningAt(Endpoints.port(uri), proc)) {
      return true;
    }
    checked.add(uri);
    return false;
  }

  private static HttpRequest request(Batch batch, Destination to) {
    byte[] body = to.json() ? batch.toOtlpJson(false) : batch.toOtlpProtobuf();
    HttpRequest request =
        HttpRequest.post(to.uri(), to.json() ? "application/json" : "application/x-protobuf", body)
            .with(to.headers())
            .with(BATCH_ID, batch.id().toString());
    return to.gzip() ? request.gzipped() : request;
  }

  @Override
  public void close() {
    close(metrics.transport());
    close(logs.transport());
  }

  private static void close(HttpTransport transport) {
    if (transport != null) {
      transport.close();
    }
  }
}
