// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.PluginContext;
import dev.remora.api.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What the agent relies on in every exporter. Extend it, answer the three questions, and add tests
 * of what arrives beside it.
 */
public abstract class ExporterContract {
  private static final FakeBatch METRICS = FakeBatch.of(Signal.METRICS, "{\"resourceMetrics\":[]}");
  private static final FakeBatch LOGS = FakeBatch.of(Signal.LOGS, "{\"resourceLogs\":[]}");

  /** A new exporter whose destination takes everything. */
  protected abstract Exporter working() throws Exception;

  /** A new exporter whose destination is broken or not there. */
  protected abstract Exporter failing() throws Exception;

  /** A new exporter from that context, as the agent makes it. */
  protected abstract Exporter exporter(PluginContext context);

  @Test
  void itIsConstructedFromDefaultsAloneWithoutTouchingItsDestination() throws Exception {
    try (Exporter exporter = exporter(new FakePluginContext("any"))) {
      assertThat(exporter).isNotNull();
    }
  }

  @Test
  void aDestinationThatTakesEverythingTakesBothSignals() throws Exception {
    try (Exporter exporter = working()) {
      assertThat(exporter.export(METRICS, seconds(5))).isEqualTo(ExportResult.success());
      assertThat(exporter.export(LOGS, seconds(5))).isEqualTo(ExportResult.success());
    }
  }

  @Test
  void theSameBatchMayBeOfferedAgain() throws Exception {
    try (Exporter exporter = working()) {
      assertThat(exporter.export(METRICS, seconds(5))).isEqualTo(ExportResult.success());
      assertThat(exporter.export(METRICS, seconds(5))).isEqualTo(ExportResult.success());
    }
  }

  @Test
  void aBrokenDestinationIsAnAnswerWithAReasonInOneLine() throws Exception {
    try (Exporter exporter = failing()) {
      String reason = reason(exporter.export(METRICS, seconds(5)));
      assertThat(reason).isNotBlank().doesNotContain("\n");
    }
  }

  @Test
  void aBrokenDestinationLosesNothing() throws Exception {
    try (Exporter exporter = failing()) {
      assertThat(exporter.export(METRICS, seconds(5)))
          .isInstanceOfAny(ExportResult.RetryLater.class, ExportResult.Parked.class);
    }
  }

  @Test
  void aDeadlineThatHasPassedIsAnsweredAtOnceAndLosesNothing() throws Exception {
    try (Exporter exporter = working()) {
      assertThat(exporter.export(METRICS, seconds(0))).isInstanceOf(ExportResult.RetryLater.class);
    }
  }

  @Test
  void closingTwiceOrUnusedIsHarmless() throws Exception {
    Exporter exporter = working();
    exporter.close();
    exporter.close();
  }

  /** A deadline that many seconds ahead. */
  protected static Deadline seconds(int seconds) {
    return Deadline.in(Duration.ofSeconds(seconds), System::nanoTime);
  }

  /** The reason in a result that is no success. */
  protected static String reason(ExportResult result) {
    return switch (result) {
      case ExportResult.RetryLater later -> later.reason();
      case ExportResult.Parked parked -> parked.reason();
      case ExportResult.TooLarge large -> large.reason();
      case ExportResult.Rejected rejected -> rejected.reason();
      case ExportResult.PartialSuccess partial -> partial.reason();
      case ExportResult.Success success ->
          throw new AssertionError("expected no success of a broken destination: " + success);
    };
  }
}
