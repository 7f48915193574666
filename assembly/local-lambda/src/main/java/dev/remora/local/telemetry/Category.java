// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.util.Locale;
import java.util.Optional;

/** The streams that an extension can subscribe to, {@code types} in a subscription. */
public enum Category {
  /** What the platform says about the life of the sandbox. */
  PLATFORM,
  /** Lines that the runtime's process prints. */
  FUNCTION,
  /** Lines that extensions print. */
  EXTENSION;

  /** As it appears in a subscription, and as the type of a log line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Category> of(String word) {
    for (Category category : values()) {
      if (category.word().equals(word)) {
        return Optional.of(category);
      }
    }
    return Optional.empty();
  }
}
