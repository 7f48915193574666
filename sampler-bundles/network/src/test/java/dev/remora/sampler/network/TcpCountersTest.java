// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import static dev.remora.sampler.network.Sampled.proc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.telemetry.Attributes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpCountersTest {
  private final Sampled sampled = new Sampled();

  @BeforeEach
  void withEvents() {
    sampled.context.with("REMORA_NETWORK_TCP_EVENTS", "true");
  }

  @Test
  void segmentsAreCountedByKind() {
    sampled.beforeAndAfter("nothing");

    assertThat(segments("in")).isEqualTo(50);
    assertThat(segments("out")).isEqualTo(30);
    assertThat(segments("retransmitted")).isEqualTo(3);
    assertThat(sampled.recorder.values(NetworkMetrics.SEGMENTS)).hasSize(3);
  }

  @Test
  void eventsAreCountedWhereWanted() {
    sampled.beforeAndAfter("nothing");

    assertThat(sampled.recorder.values(NetworkMetrics.RESETS)).containsExactly(2.0);
    assertThat(sampled.recorder.values(NetworkMetrics.TIMEOUTS)).containsExactly(5.0);
    assertThat(sampled.recorder.values(NetworkMetrics.SYN_RETRANSMITS)).containsExactly(1.0);
  }

  @Test
  void eventsAreOffUnlessWanted() {
    sampled.context.with("REMORA_NETWORK_TCP_EVENTS", "false");
    sampled.beforeAndAfter("nothing");

    assertThat(sampled.recorder.values(NetworkMetrics.SEGMENTS)).hasSize(3);
    assertThat(sampled.recorder.values(NetworkMetrics.RESETS)).isEmpty();
    assertThat(sampled.recorder.values(NetworkMetrics.TIMEOUTS)).isEmpty();
    assertThat(sampled.recorder.values(NetworkMetrics.SYN_RETRANSMITS)).isEmpty();
  }

  @Test
  void aCounterThatWasSetBackHoldsNewSegmentsAlone() {
    sampled.beforeAndAfter("counters-were-set-back");

    assertThat(segments("in")).isEqualTo(30);
    assertThat(segments("out")).as("did not go down").isEqualTo(5);
    assertThat(segments("retransmitted")).isZero();
  }

  @Test
  void newerKernelsMayAddLinesAtTheEnd() {
    sampled.beforeAndAfter("netstat-with-a-newer-last-line");

    assertThat(sampled.recorder.values(NetworkMetrics.TIMEOUTS)).containsExactly(5.0);
    assertThat(sampled.recorder.values(NetworkMetrics.SYN_RETRANSMITS)).containsExactly(1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snmp-is-cut-off", "snmp-has-a-number-too-few", "snmp-missing"})
  void anUnusableFileIsLeftOutSaidOnceAndBridgedByTheNextGoodOne(String defect) {
    sampled.reading(proc(defect + "/before"));
    for (int i = 0; i < 3; i++) {
      sampled.reading(proc(defect + "/after"));
      assertThat(sampled.recorder.values(NetworkMetrics.SEGMENTS)).isEmpty();
      assertThat(sampled.recorder.values(NetworkMetrics.RESETS)).isEmpty();
    }
    assertThat(sampled.context.lines())
        .filteredOn(line -> line.contains("/proc/net/snmp cannot be read"))
        .hasSize(1);

    sampled.reading(proc("nothing/after"));
    assertThat(segments("in")).as("since the last good reading").isEqualTo(50);
  }

  @Test
  void aFileWithoutTheColumnsIsSaidOnceAndHarmsNothingElse() {
    sampled
        .reading(proc("netstat-without-the-columns/before"))
        .reading(proc("netstat-without-the-columns/before"));

    assertThat(sampled.recorder.values(NetworkMetrics.TIMEOUTS)).isEmpty();
    assertThat(sampled.recorder.values(NetworkMetrics.SEGMENTS)).hasSize(3);
    assertThat(sampled.context.lines())
        .filteredOn(line -> line.contains("/proc/net/netstat cannot be read"))
        .hasSize(1);
  }

  @Test
  void theAttributeOfSegmentsIsOfOurOwnNamespace() {
    sampled.beforeAndAfter("nothing");

    assertThat(sampled.recorder.points())
        .filteredOn(point -> point.instrument().equals(NetworkMetrics.SEGMENTS))
        .first()
        .extracting(point -> point.attributes())
        .isEqualTo(Attributes.of("remora.tcp.segment.kind", "in"));
  }

  private double segments(String kind) {
    return sampled.recorder.sum(NetworkMetrics.SEGMENTS, "remora.tcp.segment.kind", kind);
  }
}
