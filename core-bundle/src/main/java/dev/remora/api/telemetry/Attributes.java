// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attributes of a data point, a log record or a resource, in the order given. Immutable; declare
 * those that are used on every tick as constants.
 *
 * @param entries the attributes; a key occurs once
 */
public record Attributes(List<KeyValue> entries) {
  private static final Attributes NONE = new Attributes(List.of());

  public Attributes {
    entries = List.copyOf(entries);
  }

  // Written out, as in KeyValue and AnyValue.Text: those that records get are spun at run time, and
  // attributes are the key of every series.
  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Attributes that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** No attributes. */
  public static Attributes none() {
    return NONE;
  }

  /** One text attribute. */
  public static Attributes of(String key, String value) {
    return new Attributes(List.of(new KeyValue(key, AnyValue.of(value))));
  }

  /** Two text attributes. */
  public static Attributes of(String key1, String value1, String key2, String value2) {
    return new Attributes(
        List.of(new KeyValue(key1, AnyValue.of(value1)), new KeyValue(key2, AnyValue.of(value2))));
  }

  /** These with one more, which replaces one of the same key. */
  public Attributes with(String key, AnyValue value) {
    List<KeyValue> all = new ArrayList<>(entries.size() + 1);
    for (KeyValue entry : entries) {
      if (!entry.key().equals(key)) {
        all.add(entry);
      }
    }
    all.add(new KeyValue(key, value));
    return new Attributes(all);
  }

  /** These with one more text. */
  public Attributes with(String key, String value) {
    return with(key, AnyValue.of(value));
  }

  /** The value of a key. */
  public Optional<AnyValue> get(String key) {
    for (KeyValue entry : entries) {
      if (entry.key().equals(key)) {
        return Optional.of(entry.value());
      }
    }
    return Optional.empty();
  }

  /** The value of a key where it is a text, else empty text. */
  public String text(String key) {
    return get(key).orElse(null) instanceof AnyValue.Text text ? text.value() : "";
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
