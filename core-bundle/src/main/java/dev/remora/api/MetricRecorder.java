// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what a {@link Sampler} measured. The kind of the instrument says what a value means: for a
 * {@code COUNTER} what was added since the sampler's previous observation (never negative; the core
 * turns it into delta or cumulative points), for an {@code UP_DOWN_COUNTER} or a {@code GAUGE} the
 * current value, for a {@code HISTOGRAM} one measurement, of which there may be several at one
 * observation. A value that is no number (NaN, infinite) or a negative increment is dropped and
 * counted. Not thread-safe.
 */
@ProviderType
public interface MetricRecorder {

  /** Records a whole number. */
  void record(Instrument instrument, Attributes attributes, long value);

  /** Records a floating-point number. */
  void record(Instrument instrument, Attributes attributes, double value);
}
