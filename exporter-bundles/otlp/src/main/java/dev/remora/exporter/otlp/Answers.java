// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.ExportResult;
import dev.remora.http.transport.Endpoints;
import dev.remora.http.transport.HttpAnswer;
import dev.remora.http.transport.HttpRequest;
import java.time.Duration;

/**
 * What an answer means for the batch (OTLP specification 1.x, "OTLP/HTTP Response", "Retryable
 * Response Codes"). An answer that only another configuration can change parks the exporter, so
 * that one wrong key does not empty the buffer.
 */
final class Answers {
  private Answers() {}

  static ExportResult result(HttpAnswer answer, HttpRequest request, Destination to) {
    int status = answer.status();
    if (answer.isSuccess()) {
      return success(answer, request);
    }
    if (status == 413) {
      return ExportResult.tooLarge(said(answer, request, to));
    }
    if (status == 429 || status >= 502 && status <= 504) {
      Duration wait = answer.retryAfter().orElse(Duration.ZERO);
      return ExportResult.retryLater(said(answer, request, to), wait);
    }
    if (status == 401 || status == 403) {
      return ExportResult.parked(
          said(answer, request, to)
              + "; expected is a valid key in REMORA_OTLP_HEADERS or OTEL_EXPORTER_OTLP_HEADERS");
    }
    if (status == 404 || status == 405) {
      return ExportResult.parked(
          said(answer, request, to)
              + "; expected is an address that takes "
              + Destination.word(to.signal())
              + " by OTLP over HTTP: "
              + to.variable());
    }
    if (status >= 300 && status < 400) {
      return ExportResult.parked(
          said(answer, request, to)
              + redirect(answer)
              + ", which is not followed: "
              + to.variable());
    }
    return ExportResult.rejected(said(answer, request, to));
  }

  private static ExportResult success(HttpAnswer answer, HttpRequest request) {
    if (answer.status() != 200 || answer.cut() || answer.body().length == 0) {
      return ExportResult.success();
    }
    PartialSuccess partial =
        answer.header("Content-Type").startsWith("application/json")
            ? PartialSuccess.ofJson(answer.body())
            : PartialSuccess.ofProtobuf(answer.body());
    if (partial.isComplete()) {
      return ExportResult.success();
    }
    String said = HttpAnswer.shown(partial.message(), request);
    return ExportResult.partialSuccess(
        partial.rejected(), said.isEmpty() ? "a part of it was rejected" : said);
  }

  private static String said(HttpAnswer answer, HttpRequest request, Destination to) {
    // Protobuf status messages begin with field tags that are no text.
    String text = answer.text(request);
    return Endpoints.shown(to.uri())
        + " answered "
        + Destination.word(to.signal())
        + " with status "
        + answer.status()
        + (text.isEmpty() ? "" : ": " + text);
  }

  private static String redirect(HttpAnswer answer) {
    try {
      return ", a redirect to " + Endpoints.shown(Endpoints.parse(answer.header("Location")));
    } catch (IllegalArgumentException e) {
      return ", a redirect";
    }
  }
}
