// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects points and makes one request of them. Each point is encoded when it comes, into a buffer
 * of its metric that is kept for the next batch: where scopes, instruments and attributes are
 * constants, a sampling round allocates nothing once the buffers have grown. Not thread-safe.
 *
 * <p>Kinds become metrics thus: {@code COUNTER} a monotonic sum of the given temporality, {@code
 * UP_DOWN_COUNTER} a non-monotonic cumulative sum, {@code GAUGE} a gauge (for both the given
 * temporality is not looked at), {@code HISTOGRAM} a histogram of the given temporality.
 *
 * <p>Values are not judged: NaN and infinity are legal here, and it is for the caller to keep them
 * out.
 */
public final class MetricsBatchBuilder {
  /**
   * More metrics than any set of samplers has: somebody makes up names; begin anew after a batch.
   */
  private static final int MOST_METRICS_KEPT = 2048;

  private final List<ScopePoints> scopes = new ArrayList<>();
  private final AttributesCache attributesCache = new AttributesCache();
  private ScopePoints lastScope;
  private int items;
  private int bytes;

  /** Adds a whole number as a point of a counter, up-down counter or gauge. */
  public void add(
      Scope scope,
      Instrument instrument,
      Temporality temporality,
      Attributes attributes,
      long startUnixNanos,
      long unixNanos,
      long value) {
    add(
        scope,
        instrument,
        temporality,
        attributes,
        startUnixNanos,
        unixNanos,
        Tag.POINT_INT,
        value);
  }

  /** Adds a floating-point number as a point of a counter, up-down counter or gauge. */
  public void add(
      Scope scope,
      Instrument instrument,
      Temporality temporality,
      Attributes attributes,
      long startUnixNanos,
      long unixNanos,
      double value) {
    long bits = Double.doubleToRawLongBits(value);
    add(
        scope,
        instrument,
        temporality,
        attributes,
        startUnixNanos,
        unixNanos,
        Tag.POINT_DOUBLE,
        bits);
  }

  private void add(
      Scope scope,
      Instrument instrument,
      Temporality temporality,
      Attributes attributes,
      long start,
      long time,
      int valueTag,
      long bits) {
    Instrument.Kind kind = instrument.kind();
    if (kind == Instrument.Kind.HISTOGRAM) {
      throw new IllegalArgumentException(
          instrument.name() + " is a histogram: one number is no point of it, use addHistogram");
    }
    Temporality written = temporality;
    if (kind == Instrument.Kind.GAUGE) {
      written = Temporality.UNSPECIFIED;
    } else if (kind == Instrument.Kind.UP_DOWN_COUNTER) {
      written = Temporality.CUMULATIVE;
    }
    MetricPoints points = scope(scope).metric(instrument, written);
    int before = points.messageSize();
    points.add(attributesCache.encoded(attributes), start, time, valueTag, bits);
    count(points, before);
  }

  /** Adds a distribution as a point of a histogram. */
  public void addHistogram(
      Scope scope, Instrument instrument, Temporality temporality, HistogramPoint point) {
    if (instrument.kind() != Instrument.Kind.HISTOGRAM) {
      throw new IllegalArgumentException(
          instrument.name() + " is no histogram but a " + instrument.kind().name());
    }
    MetricPoints points = scope(scope).metric(instrument, temporality);
    int before = points.messageSize();
    points.add(point);
    count(points, before);
  }

  private void count(MetricPoints points, int sizeBefore) {
    items++;
    bytes += points.messageSize() - sizeBefore;
    if (sizeBefore == 0) {
      bytes += 1 + 2;
    }
  }

  private ScopePoints scope(Scope scope) {
    if (lastScope != null && lastScope.scope == scope) {
      return lastScope;
    }
    lastScope = null;
    for (int i = 0; i < scopes.size() && lastScope == null; i++) {
      if (scopes.get(i).scope == scope) {
        lastScope = scopes.get(i);
      }
    }
    for (int i = 0; i < scopes.size() && lastScope == null; i++) {
      if (scopes.get(i).scope.equals(scope)) {
        lastScope = scopes.get(i);
      }
    }
    if (lastScope == null) {
      lastScope = new ScopePoints(scope);
      scopes.add(lastScope);
    }
    return lastScope;
  }

  /**
   * About how many bytes the request will have, without the resource, the scopes and the schema
   * URL, which a batch has once.
   */
  public int sizeBytes() {
    return bytes;
  }

  /** Points added since the last {@link #build}. */
  public int itemCount() {
    return items;
  }

  /** Whether nothing was added since the last {@link #build}. */
  public boolean isEmpty() {
    return items == 0;
  }

  /**
   * The {@code ExportMetricsServiceRequest} of what was added, a new array; the builder is empty
   * afterwards. Of no points it makes no bytes, which is a valid request, too.
   *
   * @param resource what all of it is about
   * @param schemaUrl version of the semantic conventions that names follow, for the resource and
   *     for every scope; empty when unknown
   */
  public byte[] build(Resource resource, String schemaUrl) {
    byte[] request = isEmpty() ? new byte[0] : request(resource, schemaUrl);
    reset();
    return request;
  }

  private byte[] request(Resource resource, String schemaUrlText) {
    byte[] schemaUrl = schemaUrlText.getBytes(StandardCharsets.UTF_8);
    ProtoWriter head = new ProtoWriter(512);
    ProtoCommonWriter.resource(head, resource);
    int size = head.size;
    for (int i = 0; i < scopes.size(); i++) {
      int scope = scopes.get(i).messageSize(schemaUrl.length);
      size += scope == 0 ? 0 : ProtoWriter.fieldSize(scope);
    }
    if (schemaUrl.length > 0) {
      size += ProtoWriter.fieldSize(schemaUrl.length);
    }
    // Two passes, sizes first: the result is the only array that a batch needs.
    ProtoWriter out = new ProtoWriter(ProtoWriter.fieldSize(size));
    out.varint(Tag.REQUEST_RESOURCE);
    out.varint(size);
    out.put(head.array, 0, head.size);
    for (int i = 0; i < scopes.size(); i++) {
      scopes.get(i).writeTo(out, schemaUrl);
    }
    if (schemaUrl.length > 0) {
      out.bytes(Tag.ENTRY_SCHEMA_URL, schemaUrl, schemaUrl.length);
    }
    return out.toByteArray();
  }

  /** Forgets what was added. Buffers stay, for the next batch. */
  public void reset() {
    int metrics = 0;
    for (int i = 0; i < scopes.size(); i++) {
      scopes.get(i).clear();
      metrics += scopes.get(i).metricCount();
    }
    if (metrics > MOST_METRICS_KEPT) {
      scopes.clear();
      lastScope = null;
    }
    items = 0;
    bytes = 0;
  }
}
