// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/**
 * The value of an attribute or a log body (opentelemetry-proto, {@code common.proto}, AnyValue).
 */
public sealed interface AnyValue {

  /** A text. */
  record Text(String value) implements AnyValue {
    public Text {
      Objects.requireNonNull(value, "value");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }

  /** True or false. */
  record Flag(boolean value) implements AnyValue {}

  /** A whole number. */
  record Whole(long value) implements AnyValue {}

  /** A floating-point number. */
  record Real(double value) implements AnyValue {}

  /** Several values in order. */
  record Array(List<AnyValue> values) implements AnyValue {
    public Array {
      values = List.copyOf(values);
    }
  }

  /** Named values. */
  record KeyValues(Attributes values) implements AnyValue {
    public KeyValues {
      Objects.requireNonNull(values, "values");
    }
  }

  /** Bytes without further meaning. Not copied: do not change what was handed in. */
  record Bytes(byte[] value) implements AnyValue {
    public Bytes {
      Objects.requireNonNull(value, "value");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && java.util.Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(value);
    }
  }

  /** No value was set. */
  record Empty() implements AnyValue {}

  /** A text. */
  static AnyValue of(String value) {
    return new Text(value);
  }

  /** A whole number. */
  static AnyValue of(long value) {
    return new Whole(value);
  }

  /** A floating-point number. */
  static AnyValue of(double value) {
    return new Real(value);
  }

  /** True or false. */
  static AnyValue of(boolean value) {
    return new Flag(value);
  }
}
