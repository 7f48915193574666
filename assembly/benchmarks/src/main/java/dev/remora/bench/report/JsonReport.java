// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remora.bench.statistics.Estimate;

/** A report for programs. Names stay the same; new ones may come. */
public final class JsonReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {}

  /** Renders it as one object. */
  public static String render(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("time", report.time().toString());
    ObjectNode machine = root.putObject("machine");
    report.machine().forEach(machine::put);
    ArrayNode figures = root.putArray("figures");
    report.figures().forEach(figure -> write(figure, figures.addObject()));
    ArrayNode notes = root.putArray("notes");
    report.notes().forEach(notes::add);
    return root.toPrettyString();
  }

  private static void write(Figure figure, ObjectNode into) {
    Estimate estimate = figure.estimate();
    into.put("name", figure.quantity().id());
    into.put("unit", figure.quantity().unit().symbol());
    into.put("subject", figure.subject());
    into.put("condition", figure.condition());
    into.put("count", estimate.count());
    into.put("median", estimate.median());
    into.put("low", estimate.low());
    into.put("high", estimate.high());
    into.put("coverage", estimate.coverage());
    into.put("smallest", estimate.smallest());
    into.put("largest", estimate.largest());
    Budget.of(figure)
        .ifPresent(
            budget -> {
              ObjectNode node = into.putObject("budget");
              node.put(budget.most() ? "atMost" : "atLeast", budget.limit());
              budget.stretch().ifPresent(stretch -> node.put("stretch", stretch));
              node.put("met", budget.verdict(estimate) != Budget.Verdict.MISSED);
              node.put("sure", budget.sure(estimate));
            });
  }
}
