// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.self;

import dev.remora.api.MetricRecorder;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The agent's metrics about itself. Parts of the agent say once what they can tell, with a supplier
 * that is asked at each edge of an invocation, by the sampling thread: it must return at once and
 * may be called beside whatever else the part does. Used by the sampling thread alone.
 */
public final class SelfMetrics {
  private final List<Source> sources = new ArrayList<>();

  /** Knows several values. */
  public interface Source {

    /** Records them; called at each edge of an invocation. */
    void record(MetricRecorder recorder);
  }

  /** Adds several values at once. */
  public void add(Source source) {
    sources.add(source);
  }

  /**
   * Adds a counter.
   *
   * @param total what was counted since the agent started; never goes down
   */
  public void counter(Instrument instrument, Attributes attributes, LongSupplier total) {
    sources.add(new Counter(instrument, attributes, total));
  }

  /**
   * Adds a gauge or an up-down counter.
   *
   * @param current the value now
   */
  public void current(Instrument instrument, Attributes attributes, LongSupplier current) {
    sources.add(recorder -> recorder.record(instrument, attributes, current.getAsLong()));
  }

  /** Records all of them. */
  public void record(MetricRecorder recorder) {
    for (int i = 0; i < sources.size(); i++) {
      sources.get(i).record(recorder);
    }
  }

  private static final class Counter implements Source {
    private final Instrument instrument;
    private final Attributes attributes;
    private final LongSupplier total;
    private long told;

    Counter(Instrument instrument, Attributes attributes, LongSupplier total) {
      this.instrument = instrument;
      this.attributes = attributes;
      this.total = total;
    }

    @Override
    public void record(MetricRecorder recorder) {
      long now = total.getAsLong();
      recorder.record(instrument, attributes, Math.max(0, now - told));
      told = now;
    }
  }
}
