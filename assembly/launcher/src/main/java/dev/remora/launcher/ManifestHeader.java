// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the common syntax of OSGi headers: {@code path;path;attribute="value";directive:=value,…}.
 * Forgiving, because the framework reads the same header strictly later: what cannot be understood
 * ends up as a strange path that nobody looks for.
 */
public final class ManifestHeader {

  /**
   * One clause.
   *
   * @param paths package names, namespaces or symbolic names; at least one
   * @param attributes by name; the type of a typed attribute is left out
   * @param directives by name
   */
  public record Clause(
      List<String> paths, Map<String, String> attributes, Map<String, String> directives) {

    /** Whether the framework may do without what this clause asks for. */
    public boolean optional() {
      return "optional".equals(directives.get("resolution"));
    }
  }

  private final String text;
  private int position;

  private ManifestHeader(String text) {
    this.text = text;
  }

  /** The clauses of a header in their order; none for null or an empty one. */
  public static List<Clause> parse(String header) {
    List<Clause> clauses = new ArrayList<>();
    if (header != null && !header.isBlank()) {
      ManifestHeader parser = new ManifestHeader(header);
      do {
        clauses.add(parser.clause());
      } while (parser.skip(','));
    }
    return clauses;
  }

  private Clause clause() {
    Clause clause = new Clause(new ArrayList<>(1), new LinkedHashMap<>(), new LinkedHashMap<>());
    do {
      String name = untilAnyOf(":=;,");
      if (skip(':') && !startsWith('=')) {
        untilAnyOf("=;,"); // the type in name:List<Version>="1.0"
        take(clause.attributes, name);
      } else if (position > 0 && text.charAt(position - 1) == ':') {
        take(clause.directives, name);
      } else if (startsWith('=')) {
        take(clause.attributes, name);
      } else {
        clause.paths.add(name);
      }
    } while (skip(';'));
    return clause;
  }

  private void take(Map<String, String> values, String name) {
    if (skip('=')) {
      values.put(name, value());
    }
  }

  private String value() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    if (!skip('"')) {
      return untilAnyOf(";,");
    }
    StringBuilder value = new StringBuilder();
    while (position < text.length() && text.charAt(position) != '"') {
      if (text.charAt(position) == '\\' && position + 1 < text.length()) {
        position++;
      }
      value.append(text.charAt(position++));
    }
    position++;
    untilAnyOf(";,");
    return value.toString();
  }

  private String untilAnyOf(String ends) {
    int start = position;
    while (position < text.length() && ends.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(start, position).strip();
  }

  private boolean startsWith(char expected) {
    return position < text.length() && text.charAt(position) == expected;
  }

  private boolean skip(char expected) {
    if (!startsWith(expected)) {
      return false;
    }
    position++;
    return true;
  }
}
