// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.testkit.ReadmeTable;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryEventTest {
  private static final String HEADER =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

  private static final Set<String> NOT_IN_A_GOOD_ONE =
      Set.of("remora.quality.missing", "remora.cpu.foreign");

  /** An invocation of which everything is known. */
  private static LogRecord complete() {
    Machine machine = new Machine(1769, 2);
    machine
        .functionMemory(100)
        .state(Signal.AGENT_MEMORY, 40e6)
        .state(Signal.MEMORY_USED, 200e6)
        .state(Signal.FUNCTION_DESCRIPTORS, 20)
        .state(Signal.FUNCTION_THREADS, 5)
        .state(Signal.TMP_USED, 1e6)
        .state(Signal.TMP_FREE, 500e6)
        .state(Signal.TMP_RESERVED, 3e6)
        .state(Signal.MEMORY_LIMIT, 1900e6)
        .state(Signal.OTHER_CPU, 0)
        .network(1e5)
        .segments(500, 0.001)
        .faults(1)
        .busiestCore(0.5)
        .run(2, 0.5);
    InvocationFacts facts =
        new InvocationFacts(
            new Invocation("r1", "arn:aws:lambda:eu-west-1:1:function:f", 0, HEADER, 1),
            new ExecutionEnvironment("f", "1", "eu-west-1", 1769, "on-demand"),
            "on-demand",
            2,
            1_000L,
            2_000L,
            null,
            new RuntimeDone(0, "r1", "error", "Runtime.ExitError", OptionalDouble.of(1.9)),
            new InvocationReport(
                0,
                "r1",
                "error",
                "Runtime.ExitError",
                OptionalDouble.of(1.95),
                OptionalDouble.of(2.0),
                OptionalLong.of(150 << 20),
                OptionalDouble.of(0.3),
                OptionalDouble.of(0.2)),
            3,
            4711,
            true,
            0);
    return SummaryEvent.of(InvocationSummary.of(facts, machine.ticks()));
  }

  private static AnyValue get(LogRecord event, String key) {
    return event.attributes().get(key).orElseThrow(() -> new AssertionError(key));
  }

  @Test
  void itIsAnInformationWithTheNameAndTheTraceOfTheInvocation() {
    LogRecord event = complete();
    assertThat(event.eventName()).isEqualTo("remora.invocation.summary");
    assertThat(event.severityNumber()).isEqualTo(9);
    assertThat(event.unixNanos()).isEqualTo(2_000L);
    assertThat(event.traceId()).isEqualTo("5759e988bd862e3fe1be46a994272793");
    assertThat(event.spanId()).isEqualTo("53995c3f42cd8ad8");
    assertThat(get(event, "faas.invocation_id")).isEqualTo(AnyValue.of("r1"));
    assertThat(get(event, "faas.coldstart")).isEqualTo(AnyValue.of(true));
    assertThat(get(event, "error.type")).isEqualTo(AnyValue.of("Runtime.ExitError"));
  }

  @Test
  void itCarriesWhatThePlatformSaid() {
    LogRecord event = complete();
    assertThat(get(event, "remora.status")).isEqualTo(AnyValue.of("error"));
    assertThat(get(event, "remora.duration_s")).isEqualTo(AnyValue.of(1.95));
    assertThat(get(event, "remora.runtime.duration_s")).isEqualTo(AnyValue.of(1.9));
    assertThat(get(event, "remora.billed_mb_ms")).isEqualTo(AnyValue.of(2000L * 1769));
    assertThat(get(event, "remora.init.duration_s")).isEqualTo(AnyValue.of(0.3));
    assertThat(((AnyValue.Real) get(event, "remora.agent.post_runtime_ms")).value())
        .isBetween(49.9, 50.1);
    assertThat(get(event, "remora.agent.exported_bytes")).isEqualTo(AnyValue.of(4711L));
    assertThat(get(event, "remora.missed")).isEqualTo(AnyValue.of(3L));
    assertThat(get(event, "remora.mem.peak")).isEqualTo(AnyValue.of(150L << 20));
  }

  @Test
  void aCompleteOneHasEveryFieldOfThePageInItsOrder() throws Exception {
    List<String> described =
        ReadmeTable.under("## Fields", Path.of("../docs/summary.md")).stream()
            .map(row -> row.get(0))
            .filter(field -> !NOT_IN_A_GOOD_ONE.contains(field))
            .toList();
    assertThat(complete().attributes().entries().stream().map(KeyValue::key))
        .containsExactlyElementsOf(described);
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    Machine machine = new Machine(1769, 2);
    machine.silent(true).run(1, 1);
    Attributes fields =
        SummaryEvent.of(InvocationSummary.of(machine.facts(), machine.ticks())).attributes();
    assertThat(fields.entries())
        .extracting(KeyValue::key)
        .doesNotHaveDuplicates()
        .contains("remora.duration_s", "remora.mem.configured", "remora.quality.missing")
        .doesNotContain(
            "remora.status",
            "remora.timeout",
            "remora.cpu.total_s",
            "remora.cpu.flatline",
            "remora.net.flatline",
            "remora.verdict",
            "remora.hint.memory_mb",
            "remora.agent.post_runtime_ms");
    assertThat(fields.text("remora.quality")).isEqualTo("coarse");
    assertThat(fields.text("remora.quality.missing"))
        .isEqualTo("cpu,processes,network,memory,platform");
  }

  @Test
  void anInitialisationAheadOfTimeIsNoColdStart() {
    Machine machine = new Machine(1769, 2);
    InvocationFacts facts = machine.run(1, 1).facts();
    InvocationFacts ahead =
        new InvocationFacts(
            facts.invocation(),
            facts.function(),
            "provisioned-concurrency",
            2,
            0,
            0,
            null,
            null,
            null,
            0,
            0,
            false,
            0);
    Attributes fields = SummaryEvent.of(InvocationSummary.of(ahead, machine.ticks())).attributes();
    assertThat(fields.get("faas.coldstart")).contains(AnyValue.of(false));
    assertThat(fields.text("remora.init.type")).isEqualTo("provisioned-concurrency");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "'' | '' | ''",
        "Sampled=1;Root=1-5759e988-bd862e3fe1be46a994272793"
            + " | 5759e988bd862e3fe1be46a994272793 | ''",
        "Root=1-5759e988-bd862e3fe1be46a99427279 | '' | ''",
        "Root=1-5759e988bd862e3fe1be46a9942727930 | '' | ''",
        "Root=1-5759e988-bd862e3fe1be46a99427279x;Parent=53995c3f42cd8ad8 | '' | ''",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=539"
            + " | 5759e988bd862e3fe1be46a994272793 | ''",
      })
  void aTraceHeaderThatIsNoneGivesNoId(String header, String trace, String span) {
    TraceContext context = TraceContext.of(header);
    assertThat(context.traceId()).isEqualTo(trace);
    assertThat(context.spanId()).isEqualTo(span);
  }
}
