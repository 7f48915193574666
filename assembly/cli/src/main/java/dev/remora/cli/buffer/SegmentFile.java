// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.buffer.RecordCodec;
import dev.remora.internal.buffer.RecordDiagnosis;
import dev.remora.internal.buffer.RecordFault;
import dev.remora.internal.buffer.RecordHeader;
import dev.remora.internal.buffer.SegmentScan;
import dev.remora.internal.otlp.OtlpFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One segment, read once and never written: whole records and what stands between them. As in the
 * agent, at most {@link SegmentScan#MAX_SEGMENT} bytes are read and no length in it is believed
 * before it is checked.
 */
final class SegmentFile {
  private final Path path;
  private final long size;
  private final byte[] bytes;
  private final SegmentScan scan;
  private final RecordCodec codec = new RecordCodec();

  private SegmentFile(Path path, long size, byte[] bytes) {
    this.path = path;
    this.size = size;
    this.bytes = bytes;
    this.scan = SegmentScan.of(bytes, bytes.length);
  }

  /** Reads it. */
  static SegmentFile read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(SegmentScan.MAX_SEGMENT);
      return new SegmentFile(path, Math.max(bytes.length, Files.size(path)), bytes);
    }
  }

  Path path() {
    return path;
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /** Records whose checksum is right, in the order of the file. */
  List<SegmentScan.Entry> records() {
    return scan.records();
  }

  /** The record with its payload; null when its LZ4 frame cannot be decompressed. */
  BufferedRecord decode(SegmentScan.Entry entry) {
    return codec.decode(bytes, entry.offset(), entry.offset() + entry.header().recordLength());
  }

  /** Everything that is wrong: between records, inside of them, and with their order. */
  List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (SegmentScan.Damage damage : scan.damages()) {
      String expected = RecordDiagnosis.of(damage.fault(), bytes, damage.offset(), bytes.length);
      faults.add(
          new Fault(
              path,
              damage.offset(),
              damage.length(),
              damage.fault().description() + ": " + expected));
    }
    if (size > bytes.length) {
      faults.add(
          new Fault(
              path,
              bytes.length,
              size - bytes.length,
              "more than a segment can hold: expected at most " + bytes.length + " bytes"));
    }
    long previous = 0;
    for (SegmentScan.Entry entry : scan.records()) {
      Fault fault = inside(entry, previous);
      if (fault != null) {
        faults.add(fault);
      }
      previous = Math.max(previous, entry.header().sequence());
    }
    faults.sort((one, other) -> Long.compare(one.offset(), other.offset()));
    return faults;
  }

  private Fault inside(SegmentScan.Entry entry, long previous) {
    RecordHeader header = entry.header();
    if (header.sequence() <= previous) {
      return at(entry, "a record out of order: expected a sequence above " + Text.hex(previous));
    }
    if (!belongsHere(header.priority())) {
      return at(entry, "a record that belongs into a " + header.priority().filePrefix() + " file");
    }
    BufferedRecord record = decode(entry);
    if (record == null) {
      return at(
          entry,
          RecordFault.BAD_FRAME.description()
              + ": expected one that becomes "
              + header.payloadLength()
              + " bytes");
    }
    try {
      int items = Telemetry.of(record).items();
      return items == header.itemCount()
          ? null
          : at(entry, "expected " + header.itemCount() + " items, found " + items);
    } catch (OtlpFormatException e) {
      return at(entry, "the payload is no OTLP request: " + e.getMessage());
    }
  }

  /** A file of another name may hold either class. */
  private boolean belongsHere(Priority priority) {
    String name = path.getFileName().toString();
    for (Priority other : Priority.values()) {
      if (other != priority && name.startsWith(other.filePrefix())) {
        return false;
      }
    }
    return true;
  }

  private Fault at(SegmentScan.Entry entry, String what) {
    return new Fault(path, entry.offset(), entry.header().recordLength(), what);
  }
}
