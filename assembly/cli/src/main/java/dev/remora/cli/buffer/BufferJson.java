// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.buffer.RecordHeader;
import dev.remora.internal.buffer.SegmentScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The results as JSON, for programs. Names are part of the command's contract. */
final class BufferJson {
  private final ObjectMapper json = new ObjectMapper();

  ObjectNode object() {
    return json.createObjectNode();
  }

  ArrayNode array() {
    return json.createArrayNode();
  }

  /** One object on one line. */
  String line(ObjectNode object) throws JsonProcessingException {
    return json.writeValueAsString(object);
  }

  ObjectNode segment(SegmentFile segment, List<Fault> faults) {
    ObjectNode object = object();
    object.put("file", segment.path().toString());
    object.put("bytes", segment.size());
    ArrayNode records = object.putArray("records");
    for (SegmentScan.Entry entry : segment.records()) {
      records.add(record(entry));
    }
    object.set("faults", faults(faults));
    return object;
  }

  /** Sequences in hexadecimal digits, since many readers of JSON have no 64-bit numbers. */
  ObjectNode record(SegmentScan.Entry entry) {
    RecordHeader header = entry.header();
    ObjectNode object = object();
    object.put("offset", entry.offset());
    object.put("bytes", header.recordLength());
    object.put("payloadBytes", header.payloadLength());
    object.put("createdUnixMillis", header.createdUnixMillis());
    object.put("signal", Text.signal(header.signal()));
    object.put("summary", header.priority() == Priority.SUMMARY);
    object.put("items", header.itemCount());
    object.put("sequence", Text.hex(header.sequence()));
    object.put("invocationId", header.invocationId().isEmpty() ? null : header.invocationId());
    object.put("batchId", header.batchId().toString());
    return object;
  }

  /** A record with what it holds. */
  ObjectNode record(Path file, SegmentScan.Entry entry, byte[] otlpJson) throws IOException {
    ObjectNode object = object();
    object.put("file", file.toString());
    object.setAll(record(entry));
    object.set("otlp", json.readTree(otlpJson));
    return object;
  }

  ArrayNode faults(List<Fault> faults) {
    ArrayNode array = array();
    for (Fault fault : faults) {
      array.add(fault(fault));
    }
    return array;
  }

  ObjectNode fault(Fault fault) {
    ObjectNode object = object();
    object.put("file", fault.file().toString());
    object.put("offset", fault.offset());
    object.put("bytes", fault.length());
    object.put("fault", fault.what());
    return object;
  }

  ObjectNode cursor(CursorState cursor, long waiting) {
    ObjectNode object = object();
    object.put("file", cursor.file().toString());
    object.put("exporter", cursor.exporter());
    object.put("known", cursor.known());
    object.put("pointsThrough", Text.hex(cursor.points()));
    object.put("summariesThrough", Text.hex(cursor.summaries()));
    object.put("waitingRecords", waiting);
    return object;
  }
}
