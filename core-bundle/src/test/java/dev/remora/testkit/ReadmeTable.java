// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.Setting;
import dev.remora.api.telemetry.Instrument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tables of a plugin's README as rows of cells, to be compared with what the code declares. */
public final class ReadmeTable {
  private ReadmeTable() {}

  /**
   * The rows, without the two head lines, of the first table under a heading; quotes of code are
   * taken off the cells.
   *
   * @throws IOException if the file cannot be read
   */
  public static List<List<String>> under(String heading, Path readme) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean here = false;
    for (String line : Files.readAllLines(readme)) {
      if (line.startsWith("#")) {
        here = line.equals(heading);
      } else if (here && line.startsWith("|")) {
        rows.add(cells(line));
      }
    }
    return rows.size() < 2 ? List.of() : List.copyOf(rows.subList(2, rows.size()));
  }

  /** The rows that a settings table has to have: variable, form, default, what it is for. */
  public static List<List<String>> ofSettings(String plugin, List<Setting<?>> settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Setting<?> setting : settings) {
      rows.add(
          List.of(
              setting.variable(plugin),
              setting.form(),
              setting.defaultText(),
              setting.description()));
    }
    return rows;
  }

  /** The first four cells that a metrics table has to have: name, kind, unit, description. */
  public static List<List<String>> ofInstruments(List<Instrument> instruments) {
    List<List<String>> rows = new ArrayList<>();
    for (Instrument instrument : instruments) {
      rows.add(
          List.of(
              instrument.name(),
              instrument.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              instrument.unit(),
              instrument.description()));
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    String inner = line.strip();
    for (String cell : inner.substring(1, inner.length() - 1).split("\\|", -1)) {
      String text = cell.strip();
      boolean quoted = text.length() > 1 && text.startsWith("`") && text.endsWith("`");
      cells.add(quoted ? text.substring(1, text.length() - 1) : text);
    }
    return cells;
  }
}
