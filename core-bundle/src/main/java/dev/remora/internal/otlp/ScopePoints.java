// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import java.util.ArrayList;
import java.util.List;

/** The metrics of one scope. */
final class ScopePoints {
  final Scope scope;
  private final byte[] header;
  private final List<MetricPoints> metrics = new ArrayList<>();
  private int last;

  ScopePoints(Scope scope) {
    this.scope = scope;
    ProtoWriter out = new ProtoWriter(64);
    ProtoCommonWriter.scope(out, scope);
    this.header = out.copy();
  }

  /** The points of an instrument; a new, empty object the first time. */
  MetricPoints metric(Instrument instrument, Temporality temporality) {
    // A sampler records in the same order in each round: the right one is the last or the next one.
    for (int i = 0; i < metrics.size(); i++) {
      int at = last + i < metrics.size() ? last + i : last + i - metrics.size();
      MetricPoints metric = metrics.get(at);
      if (metric.instrument == instrument && metric.temporality == temporality) {
        last = at;
        return metric;
      }
    }
    return equalMetric(instrument, temporality);
  }

  /** For an instrument that is not a constant of its sampler, as it should be. */
  private MetricPoints equalMetric(Instrument instrument, Temporality temporality) {
    for (int i = 0; i < metrics.size(); i++) {
      MetricPoints metric = metrics.get(i);
      Instrument known = metric.instrument;
      if (metric.temporality == temporality
          && known.kind() == instrument.kind()
          && known.name().equals(instrument.name())
          && known.unit().equals(instrument.unit())
          && known.description().equals(instrument.description())) {
        return metric;
      }
    }
    MetricPoints added = new MetricPoints(instrument, temporality);
    metrics.add(added);
    last = metrics.size() - 1;
    return added;
  }

  int metricCount() {
    return metrics.size();
  }

  /** Bytes of the ScopeMetrics message, without its own tag and length; 0 without points. */
  int messageSize(int schemaUrlLength) {
    int size = 0;
    for (int i = 0; i < metrics.size(); i++) {
      int metric = metrics.get(i).messageSize();
      size += metric == 0 ? 0 : ProtoWriter.fieldSize(metric);
    }
    if (size == 0) {
      return 0;
    }
    int schemaUrl = schemaUrlLength == 0 ? 0 : ProtoWriter.fieldSize(schemaUrlLength);
    return header.length + size + schemaUrl;
  }

  /** Writes the ScopeMetrics as a field of its resource, unless there are no points. */
  void writeTo(ProtoWriter out, byte[] schemaUrl) {
    int size = messageSize(schemaUrl.length);
    if (size == 0) {
      return;
    }
    out.varint(Tag.ENTRY_SCOPE_ENTRY);
    out.varint(size);
    out.put(header, 0, header.length);
    for (int i = 0; i < metrics.size(); i++) {
      metrics.get(i).writeTo(out);
    }
    if (schemaUrl.length > 0) {
      out.bytes(Tag.SCOPE_ENTRY_SCHEMA_URL, schemaUrl, schemaUrl.length);
    }
  }

  void clear() {
    for (int i = 0; i < metrics.size(); i++) {
      metrics.get(i).clear();
    }
    last = 0;
  }
}
