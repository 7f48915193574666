// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A text that must not be seen: a key, a token, a password. It shows itself only to who asks for it
 * by {@link #reveal}; in logs, messages and string concatenation it is {@value #HIDDEN}. Immutable.
 */
public final class Secret {
  /** What is seen in its place. */
  public static final String HIDDEN = "(hidden)";

  /** No secret. */
  public static final Secret NONE = new Secret("");

  private static final int MOST_BYTES = 64 * 1024;

  private final String text;

  private Secret(String text) {
    this.text = Objects.requireNonNull(text, "text");
  }

  /** Hides a text; an empty one is no secret. */
  public static Secret of(String text) {
    return text.isEmpty() ? NONE : new Secret(text);
  }

  /**
   * Hides the content of a file in UTF-8, without the spaces and line ends around it.
   *
   * @throws IOException if it cannot be read, is larger than 64 KiB or empty
   */
  public static Secret readFrom(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("the file is larger than 64 KiB");
      }
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw new IOException("the file is empty");
      }
      return new Secret(text);
    }
  }

  /** The text itself, for the one place that sends it. */
  public String reveal() {
    return text;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Never the text. */
  @Override
  public String toString() {
    return isEmpty() ? "" : HIDDEN;
  }
}
