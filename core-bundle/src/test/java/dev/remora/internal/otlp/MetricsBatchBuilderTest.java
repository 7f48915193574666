// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricsBatchBuilderTest {
  private static final String SCHEMA = "https://opentelemetry.io/schemas/1.44.0";
  private static final Resource RESOURCE =
      new Resource(Attributes.of("service.name", "f", "faas.instance", "i"));
  private static final Scope CPU = new Scope("dev.remora.sampler.cpu", "1", Attributes.none());
  private static final Scope NET = new Scope("dev.remora.sampler.network", "1", Attributes.none());
  private static final Attributes USER = Attributes.of("cpu.mode", "user");
  private static final Attributes SYSTEM = Attributes.of("cpu.mode", "system");
  private static final Instrument TIME = Instrument.counter("cpu.time", "s", "CPU time.");
  private static final Instrument LOAD = Instrument.gauge("cpu.load", "1", "Load.");
  private static final Instrument OPEN = Instrument.upDownCounter("net.open", "{c}", "Open.");
  private static final Instrument DELAY =
      Instrument.histogram("delay", "s", "Delay.", List.of(0.1, 1.0));
  private static final HistogramPoint DELAYS =
      new HistogramPoint(
          USER,
          1,
          2,
          3,
          OptionalDouble.of(4),
          OptionalDouble.of(0),
          OptionalDouble.empty(),
          List.of(0.1, 1.0),
          List.of(1L, 1L, 1L));

  private final MetricsBatchBuilder builder = new MetricsBatchBuilder();

  @Test
  void pointsAreGroupedByScopeAndInstrument() throws Exception {
    byte[] request = mixed();
    assertThat(read(request)).isEqualTo(expected());
    assertThat(ExportMetricsServiceRequest.parseFrom(request))
        .isEqualTo(Official.metrics(expected()));
  }

  @Test
  void theSameIsBuiltAgainFromBuffersThatWereUsed() {
    byte[] first = mixed();
    assertThat(builder.isEmpty()).isTrue();
    assertThat(builder.itemCount()).isZero();
    assertThat(builder.sizeBytes()).isZero();
    assertThat(mixed()).isEqualTo(first);
  }

  @Test
  void whatAnEarlierBatchHadAndThisOneHasNotIsLeftOut() throws Exception {
    mixed();
    builder.add(NET, OPEN, Temporality.CUMULATIVE, Attributes.none(), 1, 2, 3L);
    List<ScopeMetrics> scopes = read(builder.build(RESOURCE, "")).getFirst().scopes();
    assertThat(scopes).hasSize(1);
    assertThat(scopes.getFirst().metrics()).extracting(Metric::name).containsExactly("net.open");
  }

  @Test
  void nothingBuildsNoBytes() {
    assertThat(builder.isEmpty()).isTrue();
    assertThat(builder.build(RESOURCE, SCHEMA)).isEmpty();
  }

  @Test
  void scopesAndInstrumentsThatAreEqualAreOne() throws Exception {
    for (int i = 0; i < 3; i++) {
      Scope scope = new Scope(CPU.name(), CPU.version(), Attributes.none());
      Instrument instrument = Instrument.counter(TIME.name(), TIME.unit(), TIME.description());
      builder.add(scope, instrument, Temporality.DELTA, Attributes.of("n", "" + i), 1, 2, 1L);
    }
    List<ScopeMetrics> scopes = read(builder.build(RESOURCE, "")).getFirst().scopes();
    assertThat(scopes).hasSize(1);
    assertThat(scopes.getFirst().metrics()).hasSize(1);
    assertThat(scopes.getFirst().metrics().getFirst().data().size()).isEqualTo(3);
  }

  @Test
  void manyAttributesThatAreNoConstantsAreWrittenRight() throws Exception {
    for (int i = 0; i < 5000; i++) {
      builder.add(CPU, LOAD, Temporality.DELTA, Attributes.of("n", "" + i), 0, 2, (long) i);
    }
    Metric metric =
        read(builder.build(RESOURCE, "")).getFirst().scopes().getFirst().metrics().getFirst();
    List<NumberPoint> points = ((MetricData.Gauge) metric.data()).points();
    assertThat(points).hasSize(5000);
    for (int i = 0; i < 5000; i++) {
      assertThat(points.get(i))
          .isEqualTo(new NumberPoint.Whole(Attributes.of("n", "" + i), 0, 2, i));
    }
  }

  @Test
  void namesThatNeverRepeatAreNotKeptForever() {
    for (int i = 0; i < 3000; i++) {
      builder.add(CPU, Instrument.gauge("g" + i, "1", ""), Temporality.DELTA, USER, 0, 2, 1L);
    }
    builder.build(RESOURCE, "");
    byte[] again = mixed();
    assertThat(again).isEqualTo(new MetricsBatchBuilderTest().mixed());
  }

  @Test
  void theSizeIsKnownWhilePointsAreAdded() {
    for (int i = 0; i < 1000; i++) {
      builder.add(CPU, TIME, Temporality.DELTA, USER, 1, 2, (long) i);
      builder.add(CPU, LOAD, Temporality.DELTA, SYSTEM, 0, 2, i / 3.0);
      builder.addHistogram(NET, DELAY, Temporality.DELTA, DELAYS);
    }
    assertThat(builder.itemCount()).isEqualTo(3000);
    int estimate = builder.sizeBytes();
    assertThat(estimate).isCloseTo(builder.build(RESOURCE, SCHEMA).length, within(500));
  }

  @Test
  void aNumberIsNoPointOfAHistogramNorADistributionOneOfACounter() {
    assertThatThrownBy(() -> builder.add(CPU, DELAY, Temporality.DELTA, USER, 1, 2, 1L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delay is a histogram: one number is no point of it, use addHistogram");
    assertThatThrownBy(() -> builder.addHistogram(CPU, TIME, Temporality.DELTA, DELAYS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu.time is no histogram but a COUNTER");
    assertThat(builder.isEmpty()).isTrue();
  }

  @Test
  void aPointAllocatesNothingOnceTheBuffersHaveGrown() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int rounds = 200;
    long adding = 0;
    long building = 0;
    long points = 0;
    long size = 0;
    for (int batch = 0; batch < 20; batch++) {
      long start = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < rounds; i++) {
        round(i);
      }
      long added = threads.getCurrentThreadAllocatedBytes();
      int count = builder.itemCount();
      byte[] request = builder.build(RESOURCE, SCHEMA);
      long built = threads.getCurrentThreadAllocatedBytes();
      if (batch >= 10) {
        adding += added - start;
        building += built - added;
        points += count;
        size += request.length;
      }
    }
    System.out.printf(
        "bytes allocated: %.2f per point added, %.2f per byte built; %d bytes a point%n",
        (double) adding / points, (double) building / size, size / points);
    assertThat((double) adding / points).isLessThan(2);
    assertThat((double) building / size).isLessThan(1.2);
  }

  private void round(int i) {
    builder.add(CPU, TIME, Temporality.DELTA, USER, 1L + i, 2L + i, (long) i);
    builder.add(CPU, TIME, Temporality.DELTA, SYSTEM, 1L + i, 2L + i, 0.25 * i);
    builder.add(CPU, LOAD, Temporality.DELTA, Attributes.none(), 0, 2L + i, 0.5);
    builder.add(NET, OPEN, Temporality.DELTA, USER, 1L + i, 2L + i, 7L);
  }

  private byte[] mixed() {
    builder.add(CPU, TIME, Temporality.DELTA, USER, 1, 2, 0.0);
    builder.add(NET, OPEN, Temporality.DELTA, Attributes.none(), 1, 2, 0L);
    builder.add(CPU, LOAD, Temporality.DELTA, Attributes.none(), 0, 2, 0.5);
    builder.add(CPU, TIME, Temporality.DELTA, SYSTEM, 1, 2, -7L);
    builder.addHistogram(NET, DELAY, Temporality.CUMULATIVE, DELAYS);
    assertThat(builder.itemCount()).isEqualTo(5);
    return builder.build(RESOURCE, SCHEMA);
  }

  private static List<ResourceMetrics> expected() {
    MetricData time =
        new MetricData.Sum(
            List.of(new NumberPoint.Real(USER, 1, 2, 0), new NumberPoint.Whole(SYSTEM, 1, 2, -7)),
            Temporality.DELTA,
            true);
    MetricData load =
        new MetricData.Gauge(List.of(new NumberPoint.Real(Attributes.none(), 0, 2, 0.5)));
    MetricData open =
        new MetricData.Sum(
            List.of(new NumberPoint.Whole(Attributes.none(), 1, 2, 0)),
            Temporality.CUMULATIVE,
            false);
    MetricData delay = new MetricData.Histogram(List.of(DELAYS), Temporality.CUMULATIVE);
    return List.of(
        new ResourceMetrics(
            RESOURCE,
            List.of(
                new ScopeMetrics(CPU, List.of(metric(TIME, time), metric(LOAD, load)), SCHEMA),
                new ScopeMetrics(NET, List.of(metric(OPEN, open), metric(DELAY, delay)), SCHEMA)),
            SCHEMA));
  }

  private static Metric metric(Instrument instrument, MetricData data) {
    return new Metric(instrument.name(), instrument.description(), instrument.unit(), data);
  }

  private static List<ResourceMetrics> read(byte[] request) throws OtlpFormatException {
    return OtlpProtobuf.decodeMetrics(request, 0, request.length);
  }
}
