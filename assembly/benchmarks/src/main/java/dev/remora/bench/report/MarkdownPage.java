// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Puts a report into a page of documentation, between two comments, and leaves the rest of the page
 * as it is.
 */
public final class MarkdownPage {
  static final String BEGIN = "<!-- figures: written by ./remora bench --markdown -->";
  static final String END = "<!-- end of figures -->";

  private static final String MISSED = Budget.Verdict.MISSED.word();

  private MarkdownPage() {}

  /**
   * Replaces what lies between the two comments.
   *
   * @param page the page as it is; may be empty
   * @return the page with the report in it, at the end where there was no place for it
   */
  public static String with(String page, Report report) {
    String figures = BEGIN + "\n\n" + render(report) + "\n" + END;
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END, Math.max(0, begin));
    if (begin < 0 || end < 0) {
      String before = page.isEmpty() ? "" : page.stripTrailing() + "\n\n";
      return before + figures + "\n";
    }
    return page.substring(0, begin) + figures + page.substring(end + END.length());
  }

  private static String render(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(DateTimeFormatter.ISO_LOCAL_DATE.format(report.time().atZone(ZoneOffset.UTC)));
    report.machine().forEach((name, value) -> text.append(", " + name + " " + value));
    text.append(".\n\n");
    append(text, Rows.HEAD);
    append(text, Rows.HEAD.stream().map(name -> "---").toList());
    Rows.of(report).forEach(row -> append(text, row));
    report.notes().forEach(note -> text.append("\nNot measured, or disturbed: " + note + "\n"));
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> row) {
    text.append(
        row.stream()
            .map(
                cell ->
                    cell.startsWith(MISSED) ? "**" + cell.toLowerCase(Locale.ROOT) + "**" : cell)
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
