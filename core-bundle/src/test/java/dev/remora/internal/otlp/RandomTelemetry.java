// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Supplier;

/** Makes telemetry of every shape the model has, with the values at the edges among them. */
final class RandomTelemetry {
  private static final String[] TEXTS = {
    "",
    "a",
    "service.name",
    "größe",
    "日本語",
    "👍🏽",
    "quote\" back\\slash",
    "\u0000\u001f\n\t\r\u007f",
    "\u2028\uFFFD\uFFFF",
    "x".repeat(127),
    "x".repeat(128),
    "ß".repeat(100),
    "z".repeat(20_000)
  };
  private static final long[] LONGS = {
    0,
    1,
    -1,
    127,
    128,
    16383,
    16384,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 53,
    (1L << 53) + 1,
    1544712660300000000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    1,
    -1,
    0.1,
    1e21,
    1e-7,
    637.704,
    Math.PI,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_NORMAL,
    2.0E-3,
    9007199254740993.0
  };
  private static final double[] NO_NUMBERS = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  private final Random random;
  private final boolean finite;

  /**
   * With {@code finite}, no NaN, infinity, negative zero and no empty metric, scope or resource.
   */
  RandomTelemetry(long seed, boolean finite) {
    this.random = new Random(seed);
    this.finite = finite;
  }

  List<ResourceMetrics> metrics() {
    return envelopes(
        () ->
            new ResourceMetrics(
                new Resource(attributes(0)),
                envelopes(() -> new ScopeMetrics(scope(), envelopes(this::metric), text())),
                text()));
  }

  List<ResourceLogs> logs() {
    return envelopes(
        () ->
            new ResourceLogs(
                new Resource(attributes(0)),
                envelopes(() -> new ScopeLogs(scope(), envelopes(this::logRecord), text())),
                text()));
  }

  private Scope scope() {
    return new Scope(text(), text(), attributes(0));
  }

  private Metric metric() {
    MetricData data =
        switch (random.nextInt(3)) {
          case 0 -> new MetricData.Gauge(envelopes(this::numberPoint));
          case 1 ->
              new MetricData.Sum(envelopes(this::numberPoint), temporality(), random.nextBoolean());
          default -> new MetricData.Histogram(envelopes(this::histogramPoint), temporality());
        };
    return new Metric(text(), text(), text(), data);
  }

  private NumberPoint numberPoint() {
    return random.nextBoolean()
        ? new NumberPoint.Whole(attributes(0), whole(), whole(), whole())
        : new NumberPoint.Real(attributes(0), whole(), whole(), real());
  }

  private HistogramPoint histogramPoint() {
    int bounds = random.nextInt(20);
    List<Double> limits = list(bounds, this::real);
    List<Long> counts = list(random.nextInt(4) == 0 ? 0 : bounds + 1, this::whole);
    return new HistogramPoint(
        attributes(0), whole(), whole(), whole(), maybe(), maybe(), maybe(), limits, counts);
  }

  private LogRecord logRecord() {
    return new LogRecord(
        whole(),
        whole(),
        random.nextInt(25),
        text(),
        value(0),
        attributes(0),
        text(),
        random.nextBoolean() ? "" : hex(16),
        random.nextBoolean() ? "" : hex(8));
  }

  private Attributes attributes(int depth) {
    return new Attributes(list(random.nextInt(4), () -> new KeyValue(text(), value(depth))));
  }

  private AnyValue value(int depth) {
    return switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> new AnyValue.Text(text());
      case 1 -> new AnyValue.Flag(random.nextBoolean());
      case 2 -> new AnyValue.Whole(whole());
      case 3 -> new AnyValue.Real(real());
      case 4 -> new AnyValue.Empty();
      case 5 -> new AnyValue.Bytes(bytes(random.nextInt(10)));
      case 6 -> new AnyValue.Array(list(random.nextInt(3), () -> value(depth + 1)));
      default -> new AnyValue.KeyValues(attributes(depth + 1));
    };
  }

  private Temporality temporality() {
    return Temporality.values()[random.nextInt(3)];
  }

  private OptionalDouble maybe() {
    return random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(real());
  }

  private String text() {
    int choice = random.nextInt(2 * TEXTS.length);
    return choice < TEXTS.length && (choice < TEXTS.length - 1 || random.nextInt(20) == 0)
        ? TEXTS[choice]
        : Integer.toHexString(random.nextInt());
  }

  private long whole() {
    int choice = random.nextInt(2 * LONGS.length);
    return choice < LONGS.length ? LONGS[choice] : random.nextLong();
  }

  private double real() {
    int choice = random.nextInt(2 * DOUBLES.length);
    if (choice < DOUBLES.length) {
      // Adding zero makes -0.0 to 0.0: the official JSON parser loses that sign.
      return finite ? DOUBLES[choice] + 0.0 : DOUBLES[choice];
    }
    if (!finite && random.nextInt(4) == 0) {
      return NO_NUMBERS[random.nextInt(NO_NUMBERS.length)];
    }
    double any = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(any) ? any : random.nextDouble();
  }

  private String hex(int length) {
    return Hex.encode(bytes(length));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> List<T> envelopes(Supplier<T> one) {
    return list(finite ? 1 + random.nextInt(2) : random.nextInt(3), one);
  }

  private static <T> List<T> list(int size, Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(one.get());
    }
    return list;
  }
}
