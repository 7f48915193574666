// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A report for people at a terminal. */
public final class TextTable {
  private static final List<Integer> RIGHT = List.of(3, 5, 6);

  private TextTable() {}

  /** Renders it, lines ended by line feeds. */
  public static String render(Report report) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(Rows.HEAD);
    lines.addAll(Rows.of(report));
    int[] widths = new int[Rows.HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    report.machine().forEach((name, value) -> text.append(name + ": " + value + "\n"));
    text.append('\n');
    String before = "";
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        // What repeats is said once.
        String cell = i == 0 && line.get(0).equals(before) ? "" : line.get(i);
        String pad = " ".repeat(widths[i] - cell.length());
        row.append(RIGHT.contains(i) ? pad + cell : cell + pad).append("  ");
      }
      before = line.get(0);
      text.append(row.toString().stripTrailing()).append('\n');
    }
    report.notes().forEach(note -> text.append("note: " + note + "\n"));
    return text.toString();
  }
}
