// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.cli.measured.CpuUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class InvocationTableTest {
  private static final List<InvocationReport> INVOCATIONS =
      List.of(
          report(
              "9f1c2a34-0000", "success", "", OptionalDouble.of(412.4), 1214.04, load(0.52, false)),
          report("0b7d", "success", "", OptionalDouble.empty(), 1001.5, load(1.37, true)),
          report(
              "4e5f6a7b-0000",
              "timeout",
              "Sandbox.Timedout",
              OptionalDouble.empty(),
              3,
              CpuUse.UNKNOWN));

  @Test
  void everyInvocationIsALineUnderItsHeadings() {
    assertThat(new InvocationTable(true).render(INVOCATIONS))
        .isEqualTo(
            """
            #  request   start              status                    duration ms  CPU load           post-runtime ms
            1  9f1c2a34  cold, init 412 ms  success                        1214.0  █████░░░░░   52 %              0.4
            2  0b7d      warm               success                        1001.5  ██████████ ≈100 %              0.4
            3  4e5f6a7b  warm               timeout Sandbox.Timedout          3.0  –                              0.4
            """);
  }

  @Test
  void aTerminalThatShowsAsciiOnlyGetsNothingElse() {
    String table = new InvocationTable(false).render(INVOCATIONS);
    assertThat(table).isASCII().contains("#####.....   52 %").contains("########## ~100 %");
  }

  @Test
  void withoutInvocationsThereAreOnlyTheHeadings() {
    assertThat(new InvocationTable(true).render(List.of()))
        .startsWith("#  request")
        .hasLineCount(1);
  }

  private static InvocationReport report(
      String id,
      String status,
      String errorType,
      OptionalDouble initMs,
      double durationMs,
      CpuUse cpu) {
    return new InvocationReport(
        new InvocationTiming(
            id,
            initMs.isPresent(),
            status,
            Optional.of(errorType).filter(t -> !t.isEmpty()),
            initMs,
            1,
            durationMs,
            0.42,
            1),
        cpu);
  }

  private static CpuUse load(double load, boolean estimated) {
    return new CpuUse(
        OptionalDouble.of(load), estimated, OptionalDouble.empty(), OptionalDouble.empty());
  }
}
