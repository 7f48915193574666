// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a batch of telemetry, a JSON array of {@code {"time","type","record"}}, event by event.
 * Members may come in any order; what is unknown is passed over, and so is a record that is no
 * object (a line of a log). Not thread-safe.
 */
final class BatchReader {
  private final PlatformEvent event = new PlatformEvent();

  /** Takes events. */
  interface Sink {
    /** Takes one; it is used again when this returns. */
    void accept(PlatformEvent event);
  }

  /**
   * Reads to the end of the array.
   *
   * @throws JsonReader.Malformed if this is no such array; the events before that were handed on
   * @throws IOException if the stream fails
   */
  void read(InputStream batch, Sink sink) throws IOException {
    JsonReader json = new JsonReader(batch);
    json.begin('[');
    while (json.next(']')) {
      if (json.peek() == '{') {
        event.clear();
        readEvent(json);
        sink.accept(event);
      } else {
        json.skip();
      }
    }
  }

  private void readEvent(JsonReader json) throws IOException {
    json.begin('{');
    while (json.next('}')) {
      switch (json.name()) {
        case "time" -> event.unixNanos = EventTime.unixNanos(json.text());
        case "type" -> event.type = json.text();
        case "record" -> {
          event.clearRecord();
          if (json.peek() == '{') {
            readRecord(json);
          } else {
            json.skip();
          }
        }
        default -> json.skip();
      }
    }
  }

  private void readRecord(JsonReader json) throws IOException {
    json.begin('{');
    while (json.next('}')) {
      switch (json.name()) {
        case "requestId" -> event.requestId = json.text();
        case "status" -> event.status = json.text();
        case "errorType" -> event.errorType = json.text();
        case "initializationType" -> event.initializationType = json.text();
        case "phase" -> event.phase = json.text();
        case "instanceId" -> event.instanceId = json.text();
        case "instanceMaxMemory" -> event.instanceMaxMemory = json.number();
        case "droppedRecords" -> event.droppedRecords = json.number();
        case "metrics" -> {
          if (json.peek() == '{') {
            readMetrics(json);
          } else {
            json.skip();
          }
        }
        case "spans" -> {
          if (json.peek() == '[') {
            readSpans(json);
          } else {
            json.skip();
          }
        }
        default -> json.skip();
      }
    }
  }

  private void readMetrics(JsonReader json) throws IOException {
    json.begin('{');
    while (json.next('}')) {
      switch (json.name()) {
        case "durationMs" -> event.durationMs = json.number();
        case "billedDurationMs" -> event.billedDurationMs = json.number();
        case "memorySizeMB" -> event.memorySizeMb = json.number();
        case "maxMemoryUsedMB" -> event.maxMemoryUsedMb = json.number();
        case "initDurationMs" -> event.initDurationMs = json.number();
        case "restoreDurationMs" -> event.restoreDurationMs = json.number();
        case "producedBytes" -> event.producedBytes = json.number();
        default -> json.skip();
      }
    }
  }

  private void readSpans(JsonReader json) throws IOException {
    json.begin('[');
    while (json.next(']')) {
      if (json.peek() == '{') {
        readSpan(json);
      } else {
        json.skip();
      }
    }
  }

  private void readSpan(JsonReader json) throws IOException {
    String name = "";
    double durationMs = Double.NaN;
    json.begin('{');
    while (json.next('}')) {
      switch (json.name()) {
        case "name" -> name = json.text();
        case "durationMs" -> durationMs = json.number();
        default -> json.skip();
      }
    }
    switch (name) {
      case "responseLatency" -> event.responseLatencyMs = durationMs;
      case "responseDuration" -> event.responseDurationMs = durationMs;
      case "extensionOverhead" -> event.extensionOverheadMs = durationMs;
      default -> {
        // Of no use here.
      }
    }
  }
}
