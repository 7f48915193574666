// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

import java.util.List;

/** Renders rows as a table for people: columns as wide as their widest cell, two spaces between. */
public final class TextTable {
  private final List<Boolean> right;

  /**
   * @param right for each column whether its cells stand at its right side, as numbers do
   */
  public TextTable(List<Boolean> right) {
    this.right = List.copyOf(right);
  }

  /** The table, each line ended with a line feed. Every row has a cell for each column. */
  public String render(List<List<String>> rows) {
    int[] widths = new int[right.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      append(table, row, widths);
    }
    return table.toString();
  }

  private void append(StringBuilder table, List<String> row, int[] widths) {
    int begin = table.length();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      table.append(column == 0 ? "" : "  ");
      table.append(right.get(column) ? padding + cell : cell + padding);
    }
    int end = table.length();
    while (end > begin && table.charAt(end - 1) == ' ') {
      end--;
    }
    table.setLength(end);
    table.append('\n');
  }
}
