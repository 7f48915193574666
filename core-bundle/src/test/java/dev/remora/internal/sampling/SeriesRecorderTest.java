// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.otlp.MetricsBatchBuilder;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesRecorderTest {
  private static final Instrument BYTES = Instrument.counter("bytes", "By", "bytes");
  private static final Instrument SECONDS = Instrument.counter("seconds", "s", "seconds");
  private static final Instrument THREADS = Instrument.upDownCounter("threads", "{thread}", "now");
  private static final Instrument LOAD = Instrument.gauge("load", "1", "now");
  private static final Instrument TIMES =
      Instrument.histogram("times", "s", "durations", List.of(1.0, 2.0));
  private static final Attributes IN = Attributes.of("direction", "in");
  private static final Attributes OUT = Attributes.of("direction", "out");

  private final MetricsBatchBuilder batch = new MetricsBatchBuilder();

  private SeriesRecorder recorder(Temporality temporality) {
    return new SeriesRecorder(new Scope("s", "1", Attributes.none()), temporality, batch);
  }

  private MetricData data() throws Exception {
    byte[] bytes = batch.build(new Resource(Attributes.none()), "");
    return OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length)
        .get(0)
        .scopes()
        .get(0)
        .metrics()
        .get(0)
        .data();
  }

  @Test
  void deltasJoinWithoutGapOrOverlap() throws Exception {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.begin(200);
    recorder.record(BYTES, IN, 5L);
    recorder.begin(300);
    recorder.record(BYTES, IN, 0L);
    recorder.begin(400);
    recorder.begin(500);
    recorder.record(BYTES, IN, 7L);
    MetricData.Sum sum = (MetricData.Sum) data();
    assertThat(sum.temporality()).isEqualTo(Temporality.DELTA);
    assertThat(sum.monotonic()).isTrue();
    assertThat(sum.points())
        .extracting(NumberPoint::startUnixNanos, NumberPoint::unixNanos, NumberPoint::asDouble)
        .containsExactly(tuple(100L, 200L, 5.0), tuple(200L, 300L, 0.0), tuple(300L, 500L, 7.0));
  }

  @Test
  void cumulativePointsCountFromTheBeginningOfTheirSeries() throws Exception {
    SeriesRecorder recorder = recorder(Temporality.CUMULATIVE);
    recorder.begin(100);
    recorder.begin(200);
    recorder.record(SECONDS, IN, 0.5);
    recorder.begin(300);
    recorder.record(SECONDS, IN, 0.25);
    recorder.record(SECONDS, OUT, 1.0);
    MetricData.Sum sum = (MetricData.Sum) data();
    assertThat(sum.temporality()).isEqualTo(Temporality.CUMULATIVE);
    assertThat(sum.points())
        .extracting(NumberPoint::startUnixNanos, NumberPoint::unixNanos, NumberPoint::asDouble)
        .containsExactly(tuple(100L, 200L, 0.5), tuple(100L, 300L, 0.75), tuple(200L, 300L, 1.0));
  }

  @Test
  void upDownCountersAreCumulativeWhateverIsAskedFor() throws Exception {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.begin(200);
    recorder.record(THREADS, IN, 5L);
    recorder.begin(300);
    recorder.record(THREADS, IN, 3L);
    MetricData.Sum sum = (MetricData.Sum) data();
    assertThat(sum.temporality()).isEqualTo(Temporality.CUMULATIVE);
    assertThat(sum.monotonic()).isFalse();
    assertThat(sum.points())
        .extracting(NumberPoint::startUnixNanos, NumberPoint::asDouble)
        .containsExactly(tuple(100L, 5.0), tuple(100L, 3.0));
  }

  @Test
  void gaugesHaveNoStart() throws Exception {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.record(LOAD, Attributes.none(), -0.5);
    assertThat(((MetricData.Gauge) data()).points().get(0).startUnixNanos()).isZero();
  }

  @Test
  void aMeasurementFallsIntoTheBucketWhoseBoundIsNotBelowIt() throws Exception {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.begin(200);
    recorder.record(TIMES, Attributes.none(), 2.0);
    recorder.end();
    HistogramPoint point = ((MetricData.Histogram) data()).points().get(0);
    assertThat(point.bucketCounts()).containsExactly(0L, 1L, 0L);
    assertThat(point.sum()).hasValue(2.0);
  }

  @Test
  void theMeasurementsOfARoundAreOnePoint() throws Exception {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.end();
    recorder.begin(200);
    recorder.record(TIMES, Attributes.none(), 0.5);
    recorder.record(TIMES, Attributes.none(), 3.0);
    recorder.record(TIMES, Attributes.none(), 1.5);
    recorder.end();
    recorder.begin(300);
    recorder.end();
    recorder.begin(400);
    recorder.record(TIMES, Attributes.none(), 0.25);
    recorder.end();
    List<HistogramPoint> points = ((MetricData.Histogram) data()).points();
    assertThat(points)
        .extracting(HistogramPoint::startUnixNanos, HistogramPoint::unixNanos)
        .containsExactly(tuple(100L, 200L), tuple(200L, 400L));
    assertThat(points)
        .extracting(HistogramPoint::count, HistogramPoint::bucketCounts)
        .containsExactly(tuple(3L, List.of(1L, 1L, 1L)), tuple(1L, List.of(1L, 0L, 0L)));
    assertThat(points.get(0).sum()).hasValue(5.0);
    assertThat(points.get(0).min()).hasValue(0.5);
    assertThat(points.get(0).max()).hasValue(3.0);
    assertThat(points.get(1).min()).hasValue(0.25);
  }

  @Test
  void measurementsOfASamplerThatWasGivenUpAreNotRecorded() {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.record(TIMES, Attributes.none(), 0.5);
    recorder.detach();
    recorder.end();
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void whatIsNoNumberOrAnIncrementBelowZeroIsDroppedAndCounted() {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.record(LOAD, Attributes.none(), Double.NaN);
    recorder.record(SECONDS, IN, Double.POSITIVE_INFINITY);
    recorder.record(SECONDS, IN, -0.1);
    recorder.record(BYTES, IN, -1L);
    assertThat(batch.isEmpty()).isTrue();
    assertThat(recorder.dropped()).isEqualTo(4);
  }

  @Test
  void aPluginThatInventsAttributesForEverIsBounded() {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    for (int i = 0; i < 3000; i++) {
      recorder.record(BYTES, Attributes.of("i", Integer.toString(i)), 1L);
    }
    assertThat(batch.itemCount()).isEqualTo(2000);
    assertThat(recorder.dropped()).isEqualTo(1000);
  }

  @Test
  void aRecorderThatWasDetachedRecordsNothing() {
    SeriesRecorder recorder = recorder(Temporality.DELTA);
    recorder.begin(100);
    recorder.detach();
    recorder.record(BYTES, IN, 1L);
    assertThat(batch.isEmpty()).isTrue();
  }
}
