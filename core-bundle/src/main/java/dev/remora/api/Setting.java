// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * One setting of a plugin, declared once as a constant: its name, the form of its value, its
 * default and what it is for. The environment variable is {@code REMORA_<PLUGIN>_<SETTING>}, unless
 * the setting is that of a standard and says so. Immutable.
 *
 * @param <T> type of the value
 */
public final class Setting<T> {
  private final String name;
  private final String form;
  private final String defaultText;
  private final String description;
  private final Function<String, T> parser;
  private final String standardVariable;
  private final boolean secret;

  private Setting(
      String name,
      String form,
      String defaultText,
      String description,
      Function<String, T> parser) {
    this(name, form, defaultText, description, parser, null, false);
  }

  private Setting(
      String name,
      String form,
      String defaultText,
      String description,
      Function<String, T> parser,
      String standardVariable,
      boolean secret) {
    this.name = Objects.requireNonNull(name, "name");
    this.form = form;
    this.defaultText = Objects.requireNonNull(defaultText, "defaultText");
    this.description = Objects.requireNonNull(description, "description");
    this.parser = parser;
    this.standardVariable = standardVariable;
    this.secret = secret;
  }

  /**
   * A value of a form of its own.
   *
   * @param form as a phrase that follows "expected"
   * @param parser throws an {@link IllegalArgumentException} for what is not of that form; takes
   *     {@code defaultText} too
   */
  public static <T> Setting<T> of(
      String name,
      String form,
      String defaultText,
      String description,
      Function<String, T> parser) {
    return new Setting<>(name, form, defaultText, description, parser);
  }

  /**
   * A text that must not be seen; none by default. It comes from the variable itself or from the
   * file that the variable with {@code _FILE} behind its name names, and is never logged.
   */
  public static Setting<Secret> secret(String name, String description) {
    return new Setting<>(name, "text", "", description, Secret::of, null, true);
  }

  /** The same setting in a variable of that name, as a standard or a convention defines it. */
  public Setting<T> inVariable(String variable) {
    return new Setting<>(name, form, defaultText, description, parser, variable, secret);
  }

  /** Any text. */
  public static Setting<String> text(String name, String defaultText, String description) {
    return new Setting<>(name, "text", defaultText, description, Function.identity());
  }

  /** {@code true} or {@code false}, in any case. */
  public static Setting<Boolean> flag(String name, boolean defaultValue, String description) {
    return new Setting<>(
        name, "true or false", Boolean.toString(defaultValue), description, Setting::parseFlag);
  }

  /** A whole number between two bounds, both included. */
  public static Setting<Long> number(
      String name, long least, long most, long defaultValue, String description) {
    return new Setting<>(
        name,
        "a whole number from " + least + " to " + most,
        Long.toString(defaultValue),
        description,
        text -> bounded(Long.parseLong(text), least, most));
  }

  /**
   * A size: a whole number of bytes, or one followed by {@code KiB}, {@code MiB} or {@code GiB}.
   */
  public static Setting<Long> bytes(String name, String defaultText, String description) {
    return new Setting<>(
        name, "a size such as 512KiB or 16MiB", defaultText, description, Setting::parseBytes);
  }

  /** A time: a whole number followed by {@code ms}, {@code s}, {@code m} or {@code h}. */
  public static Setting<Duration> duration(String name, String defaultText, String description) {
    return new Setting<>(
        name, "a time such as 500ms or 10s", defaultText, description, Setting::parseDuration);
  }

  /** One of some words, in any case. */
  public static Setting<String> oneOf(
      String name, List<String> words, String defaultText, String description) {
    return new Setting<>(
        name,
        "one of " + String.join(", ", words),
        defaultText,
        description,
        text -> word(text, words));
  }

  /** Words separated by commas; spaces around them and empty ones do not count. */
  public static Setting<List<String>> list(String name, String defaultText, String description) {
    return new Setting<>(
        name, "words separated by commas", defaultText, description, Setting::parseList);
  }

  /** The name as declared, in lower case with underscores. */
  public String name() {
    return name;
  }

  /** The accepted form, as a phrase that follows "expected". */
  public String form() {
    return form;
  }

  /** The default as one would write it. */
  public String defaultText() {
    return defaultText;
  }

  /** What it is for, one sentence. */
  public String description() {
    return description;
  }

  /** The environment variable of this setting for the plugin of that name. */
  public String variable(String plugin) {
    if (standardVariable != null) {
      return standardVariable;
    }
    return ("REMORA_" + plugin + "_" + name).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Whether the value must not be seen, and may come from a file. */
  public boolean isSecret() {
    return secret;
  }

  /** The variable that names the file of a secret. */
  public String fileVariable(String plugin) {
    return variable(plugin) + "_FILE";
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when the text is not of the accepted form
   */
  public T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The default. */
  public T defaultValue() {
    return parser.apply(defaultText);
  }

  private static boolean parseFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static long bounded(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(Long.toString(value));
    }
    return value;
  }

  private static long parseBytes(String text) {
    int digits = leadingDigits(text);
    int shift =
        switch (text.substring(digits).strip().toLowerCase(Locale.ROOT)) {
          case "", "b" -> 0;
          case "kib" -> 10;
          case "mib" -> 20;
          case "gib" -> 30;
          default -> throw new IllegalArgumentException(text);
        };
    return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), 1L << shift);
  }

  private static Duration parseDuration(String text) {
    int digits = leadingDigits(text);
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits).strip().toLowerCase(Locale.ROOT)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static int leadingDigits(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    return digits;
  }

  private static String word(String text, List<String> words) {
    for (String word : words) {
      if (word.equalsIgnoreCase(text)) {
        return word;
      }
    }
    throw new IllegalArgumentException(text);
  }

  /** No stream: it is read on the way to the first event. */
  private static List<String> parseList(String text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int to = comma < 0 ? text.length() : comma;
      String word = text.substring(from, to).strip();
      if (!word.isEmpty()) {
        words.add(word);
      }
      from = to + 1;
    }
    return Collections.unmodifiableList(words);
  }
}
