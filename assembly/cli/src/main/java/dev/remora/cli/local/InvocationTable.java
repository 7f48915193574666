// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.TextTable;
import dev.remora.cli.measured.CpuUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renders invocations as a table for people, a line each. */
final class InvocationTable {
  private static final int CURVE_CELLS = 12;
  private static final int REQUEST_CHARACTERS = 8;
  private static final List<String> HEADINGS =
      List.of(
          "#",
          "request",
          "start",
          "status",
          "duration ms",
          "CPU load",
          "verdict",
          "post-runtime ms");
  private static final List<Boolean> RIGHT =
      List.of(true, false, false, false, true, false, false, true);

  private final LoadCurve curve;
  private final String about;
  private final String unknown;

  /** With curves of blocks, or of ASCII characters where a terminal cannot show others. */
  InvocationTable(boolean blocks) {
    this.curve = new LoadCurve(blocks, CURVE_CELLS);
    this.about = blocks ? "\u2248" : "~";
    this.unknown = blocks ? "\u2013" : "-";
  }

  /** All characters beyond ASCII that a table with blocks may hold. */
  static String characters() {
    return LoadCurve.characters() + "\u2248\u2013";
  }

  /** The table, each line ended with a line feed. */
  String render(List<InvocationReport> invocations) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (InvocationReport invocation : invocations) {
      rows.add(row(rows.size(), invocation));
    }
    return new TextTable(RIGHT).render(rows);
  }

  private List<String> row(int number, InvocationReport invocation) {
    InvocationTiming timing = invocation.timing();
    String id = timing.requestId();
    return List.of(
        Integer.toString(number),
        id.substring(0, Math.min(REQUEST_CHARACTERS, id.length())),
        start(timing),
        timing.errorType().map(type -> timing.status() + " " + type).orElse(timing.status()),
        oneDecimal(timing.durationMs()),
        load(invocation),
        invocation.verdict().isEmpty() ? unknown : invocation.verdict(),
        oneDecimal(timing.postRuntimeMs()));
  }

  private static String start(InvocationTiming timing) {
    if (!timing.coldStart()) {
      return "warm";
    }
    return timing.initMs().isPresent()
        ? "cold, init " + Math.round(timing.initMs().getAsDouble()) + " ms"
        : "cold";
  }

  /** At most 100 % for people: a little more is rounding of ticks. The files keep the value. */
  private String load(InvocationReport invocation) {
    CpuUse cpu = invocation.cpu();
    if (cpu.load().isEmpty()) {
      return unknown;
    }
    double share = Math.clamp(cpu.load().getAsDouble(), 0.0, 1.0);
    String percent = (cpu.estimated() ? about : "") + Math.round(share * 100) + " %";
    String drawn = curve.draw(invocation.curve());
    return drawn
        + " ".repeat(CURVE_CELLS - drawn.length())
        + " ".repeat(Math.max(1, 7 - percent.length()))
        + percent;
  }

  private static String oneDecimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
