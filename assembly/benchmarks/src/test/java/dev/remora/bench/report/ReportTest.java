// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.bench.statistics.Estimate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Figure REGISTER =
      figure(Quantity.REGISTER, Figure.REMORA, Condition.TWO_CORES, 1.5, 1.2, 1.9, 1.6, 1.4, 1.7);
  private static final Report REPORT =
      new Report(
          Instant.parse("2026-11-24T03:00:00Z"),
          Map.of("cores", "2"),
          List.of(
              REGISTER,
              figure(Quantity.REGISTER, "other", Condition.TWO_CORES, 6.25),
              figure(Quantity.ZIPPED, Figure.REMORA, "", 31.5)),
          List.of("python3 is not installed"));

  private static Figure figure(Quantity quantity, String who, String where, Double... values) {
    return new Figure(quantity, who, where, Estimate.of(Arrays.asList(values)));
  }

  @Test
  void aTableShowsTheBudgetBesideTheFigureAndWhetherItIsMet() {
    assertThat(TextTable.render(REPORT).lines())
        .containsSequence(
            "what                      where      of       median  interval     coverage  n"
                + "  budget",
            "exec → register received  two cores  remora  1.55 ms  1.20 … 1.90      97 %  6"
                + "  ≤ 3, stretch 2  met, stretch too",
            "                          two cores  other   6.25 ms                         1",
            "layer, zipped                        remora  31.5 MB                         1"
                + "  ≤ 30            MISSED",
            "note: python3 is not installed");
  }

  @Test
  void aBudgetIsOfOneConditionAndOfOursAlone() {
    assertThat(Budget.of(REGISTER)).isPresent();
    assertThat(Budget.of(figure(Quantity.REGISTER, "other", Condition.TWO_CORES, 1.0))).isEmpty();
    assertThat(Budget.of(figure(Quantity.REGISTER, Figure.REMORA, Condition.SHARE, 1.0))).isEmpty();
  }

  @Test
  void aBoundThatIsReachedIsMet() {
    Budget most = Budget.of(REGISTER).orElseThrow();
    assertThat(most.verdict(Estimate.of(List.of(2.0)))).isEqualTo(Budget.Verdict.STRETCH_MET);
    assertThat(most.verdict(Estimate.of(List.of(3.0)))).isEqualTo(Budget.Verdict.MET);
    assertThat(most.verdict(Estimate.of(List.of(3.01)))).isEqualTo(Budget.Verdict.MISSED);
    Budget least = Budget.of(figure(Quantity.APPEND_RATE, Figure.REMORA, "lz4", 1.0)).orElseThrow();
    assertThat(least.text()).isEqualTo("≥ 100");
    assertThat(least.verdict(Estimate.of(List.of(100.0)))).isEqualTo(Budget.Verdict.MET);
    assertThat(least.verdict(Estimate.of(List.of(99.0)))).isEqualTo(Budget.Verdict.MISSED);
  }

  @Test
  void aVerdictIsDoubtfulWhereTheIntervalHoldsTheBound() {
    Budget most = Budget.of(REGISTER).orElseThrow();
    assertThat(most.verdictText(Estimate.of(List.of(2.1, 2.5, 2.9)))).isEqualTo("met");
    assertThat(most.verdictText(Estimate.of(List.of(2.1, 2.5, 3.1)))).isEqualTo("met ?");
    assertThat(most.verdictText(Estimate.of(List.of(2.9, 3.1, 3.2)))).isEqualTo("MISSED ?");
    assertThat(most.verdictText(Estimate.of(List.of(3.1, 3.1, 3.2)))).isEqualTo("MISSED");
  }

  @Test
  void jsonHoldsEveryFigureWithItsUnitAndItsBudget() throws Exception {
    JsonNode root = new ObjectMapper().readTree(JsonReport.render(REPORT));
    assertThat(root.path("time").asText()).isEqualTo("2026-11-24T03:00:00Z");
    assertThat(root.path("machine").path("cores").asText()).isEqualTo("2");
    assertThat(root.path("figures")).hasSize(3);
    JsonNode register = root.path("figures").get(0);
    assertThat(register.path("name").asText()).isEqualTo("register");
    assertThat(register.path("unit").asText()).isEqualTo("ms");
    assertThat(register.path("subject").asText()).isEqualTo("remora");
    assertThat(register.path("condition").asText()).isEqualTo("two cores");
    assertThat(register.path("median").asDouble()).isEqualTo(1.55);
    assertThat(register.path("low").asDouble()).isEqualTo(1.2);
    assertThat(register.path("budget").path("atMost").asDouble()).isEqualTo(3);
    assertThat(register.path("budget").path("met").asBoolean()).isTrue();
    assertThat(register.path("budget").path("sure").asBoolean()).isTrue();
    assertThat(root.path("figures").get(1).has("budget")).isFalse();
    assertThat(root.path("figures").get(2).path("budget").path("met").asBoolean(true)).isFalse();
  }

  @Test
  void aPageKeepsWhatStandsAroundTheFigures() {
    String page =
        "# Title\n\nText.\n\n" + MarkdownPage.BEGIN + "\nold\n" + MarkdownPage.END + "\nEnd.\n";
    String once = MarkdownPage.with(page, REPORT);
    assertThat(once)
        .startsWith("# Title\n\nText.\n\n" + MarkdownPage.BEGIN + "\n\n2026-11-24, cores 2.\n")
        .endsWith(MarkdownPage.END + "\nEnd.\n")
        .contains("| layer, zipped |  | remora | 31.5 MB |  |  | 1 | ≤ 30 | **missed** |\n")
        .doesNotContain("old");
    assertThat(MarkdownPage.with(once, REPORT)).isEqualTo(once);
  }

  @Test
  void aPageWithoutAPlaceGetsThemAtItsEnd() {
    assertThat(MarkdownPage.with("# Title\n", REPORT))
        .startsWith("# Title\n\n" + MarkdownPage.BEGIN)
        .endsWith(MarkdownPage.END + "\n");
    assertThat(MarkdownPage.with("", REPORT)).startsWith(MarkdownPage.BEGIN);
  }

  @Test
  void numbersHaveThreeDigitsThatCount() {
    assertThat(Rows.number(0.004)).isEqualTo("0.00");
    assertThat(Rows.number(1.234)).isEqualTo("1.23");
    assertThat(Rows.number(12.34)).isEqualTo("12.3");
    assertThat(Rows.number(-12.34)).isEqualTo("-12.3");
    assertThat(Rows.number(1234.5)).isEqualTo("1,235");
  }
}
