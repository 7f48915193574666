// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Temporality;

/** The points of one metric of one scope, encoded as they come. */
final class MetricPoints {
  /** A buffer that one burst made larger than this is not kept. */
  private static final int LARGEST_KEPT = 64 * 1024;

  private static final int CAPACITY = 256;

  final Instrument instrument;
  final Temporality temporality;
  private final int dataTag;
  private final byte[] header;
  private final byte[] trailer;
  private ProtoWriter points = new ProtoWriter(CAPACITY);

  MetricPoints(Instrument instrument, Temporality temporality) {
    this.instrument = instrument;
    this.temporality = temporality;
    this.dataTag = dataTag(instrument.kind());
    ProtoWriter out = new ProtoWriter(CAPACITY);
    ProtoMetricsWriter.header(out, instrument.name(), instrument.description(), instrument.unit());
    this.header = out.copy();
    out.clear();
    ProtoMetricsWriter.trailer(out, temporality, instrument.kind() == Instrument.Kind.COUNTER);
    this.trailer = out.copy();
  }

  private static int dataTag(Instrument.Kind kind) {
    if (kind == Instrument.Kind.GAUGE) {
      return Tag.METRIC_GAUGE;
    }
    return kind == Instrument.Kind.HISTOGRAM ? Tag.METRIC_HISTOGRAM : Tag.METRIC_SUM;
  }

  boolean isEmpty() {
    return points.size == 0;
  }

  /** One NumberDataPoint; {@code valueTag} says what the bits of the value mean. */
  void add(byte[] attributes, long start, long time, int valueTag, long bits) {
    int length = 9 + 9 + (start == 0 ? 0 : 9) + attributes.length;
    ProtoWriter out = points;
    out.reserve(length + 6);
    out.varint(Tag.DATA_POINT);
    out.varint(length);
    if (start != 0) {
      out.fixed64(Tag.POINT_START, start);
    }
    out.fixed64(Tag.POINT_TIME, time);
    out.fixed64(valueTag, bits);
    out.put(attributes, 0, attributes.length);
  }

  void add(HistogramPoint point) {
    ProtoMetricsWriter.histogramPoint(points, point);
  }

  /** Bytes of the Metric message, without its own tag and length; 0 when there are no points. */
  int messageSize() {
    return isEmpty() ? 0 : header.length + ProtoWriter.fieldSize(points.size + trailer.length);
  }

  /** Writes the Metric as the field {@code metrics} of its scope, unless there are no points. */
  void writeTo(ProtoWriter out) {
    if (isEmpty()) {
      return;
    }
    out.varint(Tag.SCOPE_ENTRY_ITEM);
    out.varint(messageSize());
    out.put(header, 0, header.length);
    out.varint(dataTag);
    out.varint(points.size + trailer.length);
    out.put(points.array, 0, points.size);
    out.put(trailer, 0, trailer.length);
  }

  void clear() {
    if (points.array.length > LARGEST_KEPT) {
      points = new ProtoWriter(CAPACITY);
    } else {
      points.clear();
    }
  }
}
