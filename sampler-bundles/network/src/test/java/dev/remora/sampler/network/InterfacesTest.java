// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import static dev.remora.sampler.network.Sampled.proc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.proc.ProcFiles;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.RecordingMetricRecorder.Point;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfacesTest {
  private static final String HEAD =
      "Inter-|   Receive                                                |  Transmit\n"
          + " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets"
          + " errs drop fifo colls carrier compressed\n";

  private final Sampled sampled = new Sampled();

  @Test
  void theFirstReadingIsABaseline() {
    sampled.reading(proc("nothing/before"));

    assertThat(sampled.recorder.points()).isEmpty();
    assertThat(sampled.context.lines()).isEmpty();
  }

  @Test
  void whatWasAddedIsRecordedByInterfaceAndDirection() {
    sampled.beforeAndAfter("nothing");

    assertThat(sampled.io("vint_runtime", "receive")).isEqualTo(3000);
    assertThat(sampled.io("vint_runtime", "transmit")).isEqualTo(700);
    assertThat(values(NetworkMetrics.PACKETS)).containsExactly(20.0, 7.0);
    assertThat(values(NetworkMetrics.ERRORS)).containsExactly(1.0, 0.0);
    assertThat(values(NetworkMetrics.DROPPED)).containsExactly(3.0, 7.0);
  }

  @Test
  void theNumberOfPacketsNamesItsInterfaceOtherwiseThanTheRestAsTheConventionDoes() {
    sampled.beforeAndAfter("nothing");

    assertThat(firstAttributes(NetworkMetrics.PACKETS))
        .isEqualTo(
            Attributes.of("system.device", "vint_runtime", "network.io.direction", "receive"));
    for (Instrument other :
        List.of(NetworkMetrics.IO, NetworkMetrics.ERRORS, NetworkMetrics.DROPPED)) {
      assertThat(firstAttributes(other))
          .as(other.name())
          .isEqualTo(
              Attributes.of(
                  "network.interface.name", "vint_runtime", "network.io.direction", "receive"));
    }
  }

  @Test
  void anInterfaceWithoutTrafficIsRecordedAsZero() {
    sampled.reading(proc("nothing/before")).reading(proc("nothing/before"));

    assertThat(sampled.recorder.points())
        .filteredOn(point -> !point.instrument().equals(NetworkMetrics.SEGMENTS))
        .hasSize(8)
        .allMatch(point -> point.value() == 0);
  }

  @Test
  void loopbackAndTelemetryAreNotCounted() {
    sampled.beforeAndAfter("nothing");

    assertThat(sampled.io("lo", "receive")).isNaN();
    assertThat(sampled.io("telemetry1_sb", "receive")).isNaN();
  }

  @Test
  void loopbackIsCountedWhereItIsNamed() {
    sampled.context.with("REMORA_NETWORK_INTERFACES", "lo");
    sampled.beforeAndAfter("nothing");

    assertThat(sampled.io("lo", "receive")).isEqualTo(4990);
    assertThat(sampled.io("lo", "transmit")).isEqualTo(4990);
    assertThat(sampled.io("vint_runtime", "receive")).as("not named").isNaN();
    assertThat(sampled.context.lines()).isEmpty();
  }

  @Test
  void ofTheTwoNamesOfOneInterfaceTheOneWithTrafficIsCounted() {
    sampled.beforeAndAfter("older-name-has-the-traffic");
    assertThat(sampled.io("vinternal_1", "receive")).isEqualTo(600);
    assertThat(sampled.io("vint_runtime", "receive")).isNaN();
  }

  @Test
  void theNameWithTrafficLosesNothingOfItsFirstInterval() {
    sampled.beforeAndAfter("newer-name-has-the-traffic");

    assertThat(sampled.io("vint_runtime", "receive")).as("idle until then").isEqualTo(600);
    assertThat(sampled.io("vinternal_1", "receive")).as("has less").isNaN();
  }

  @Test
  void onManagedInstancesTheDataPathIsCounted() {
    sampled.beforeAndAfter("managed-instance");

    assertThat(sampled.io("Ceth1", "receive")).isEqualTo(300);
    assertThat(sampled.io("Veth0", "receive")).isNaN();
  }

  @Test
  void whereNoneOfTheNamedExistsTheRestIsCountedAndThatIsSaidOnce() {
    sampled.beforeAndAfter("names-of-tomorrow").reading(proc("names-of-tomorrow/after"));
    assertThat(sampled.io("xyz0", "receive")).isZero();
    assertThat(sampled.recorder.values(NetworkMetrics.IO)).as("of xyz0 alone").hasSize(2);

    assertThat(sampled.context.lines())
        .containsOnlyOnce(
            "INFO none of the interfaces vinternal_*, vint_runtime, Ceth*, eth*, ens*"
                + " exists; counted instead: xyz0; REMORA_NETWORK_INTERFACES names others");
  }

  @Test
  void whatIsIgnoredThenCanBeSet() {
    sampled.context.with("REMORA_NETWORK_IGNORED_INTERFACES", "xyz*,lo,telemetry*");
    sampled.beforeAndAfter("names-of-tomorrow");

    assertThat(sampled.io("docker0", "receive")).isEqualTo(8);
    assertThat(sampled.io("xyz0", "receive")).isNaN();
  }

  @Test
  void whereThereIsLoopbackAloneNothingIsCountedAndThatIsSaid() {
    sampled.beforeAndAfter("loopback-alone");

    assertThat(sampled.recorder.values(NetworkMetrics.IO)).isEmpty();
    assertThat(sampled.context.lines())
        .anyMatch(line -> line.contains("counted is none; REMORA_NETWORK_INTERFACES names others"));
  }

  @Test
  void aNameMayBeGluedToItsFirstNumber() {
    sampled.beforeAndAfter("name-glued-to-number");

    assertThat(sampled.io("eth0", "receive")).isEqualTo(300);
    assertThat(sampled.io("eth0", "transmit")).isEqualTo(200);
  }

  @Test
  void columnsAreFoundByTheirNames() {
    sampled.beforeAndAfter("columns-of-tomorrow");

    assertThat(sampled.io("eth0", "receive")).isEqualTo(50);
    assertThat(sampled.io("eth0", "transmit")).isEqualTo(70);
    assertThat(values(NetworkMetrics.PACKETS)).containsExactly(10.0, 50.0);
    assertThat(values(NetworkMetrics.ERRORS)).containsExactly(30.0, 40.0);
    assertThat(values(NetworkMetrics.DROPPED)).containsExactly(20.0, 60.0);
  }

  @Test
  void aCounterThatWasSetBackHoldsNewTrafficAlone() {
    sampled.beforeAndAfter("counters-were-set-back");

    assertThat(sampled.io("eth0", "receive")).isEqualTo(300);
    assertThat(sampled.io("eth0", "transmit")).as("did not go down").isEqualTo(100);
  }

  @Test
  void anInterfaceThatAppearsBeginsWithABaseline() {
    sampled.beforeAndAfter("interface-appears");
    assertThat(sampled.io("eth1", "receive")).isNaN();
    assertThat(sampled.io("eth0", "receive")).isEqualTo(50);

    sampled.reading(proc("interface-appears/later"));
    assertThat(sampled.io("eth1", "receive")).isEqualTo(10);
    assertThat(sampled.io("eth1", "transmit")).isEqualTo(20);
    assertThat(sampled.io("eth0", "receive")).isEqualTo(10);
  }

  @Test
  void anInterfaceThatReturnsBeginsAnew() {
    sampled
        .reading(proc("interface-goes-and-returns/before"))
        .reading(proc("interface-goes-and-returns/gone"));
    assertThat(sampled.io("eth1", "receive")).isNaN();

    sampled.reading(proc("interface-goes-and-returns/back"));
    assertThat(sampled.io("eth1", "receive")).isNaN();
    assertThat(sampled.io("eth0", "receive")).isEqualTo(10);

    sampled.reading(proc("interface-goes-and-returns/later"));
    assertThat(sampled.io("eth1", "receive")).isEqualTo(5);
    assertThat(sampled.io("eth1", "transmit")).isEqualTo(6);
  }

  @Test
  void aNamedInterfaceThatComesLaterTakesOverFromWhatWasCountedInstead() {
    sampled
        .reading(dev("  xyz0: 10 1 0 0 0 0 0 0 10 1 0 0 0 0 0 0\n"))
        .reading(
            dev(
                "  xyz0: 20 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0\n",
                "  eth0: 500 1 0 0 0 0 0 0 500 1 0 0 0 0 0 0\n"));
    assertThat(sampled.recorder.values(NetworkMetrics.IO)).as("a baseline").isEmpty();

    sampled.reading(
        dev(
            "  xyz0: 30 1 0 0 0 0 0 0 30 1 0 0 0 0 0 0\n",
            "  eth0: 507 1 0 0 0 0 0 0 508 1 0 0 0 0 0 0\n"));
    assertThat(sampled.io("eth0", "receive")).isEqualTo(7);
    assertThat(sampled.io("xyz0", "receive")).isNaN();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev-is-noise",
        "dev-is-cut-off",
        "dev-number-does-not-fit",
        "dev-has-one-name-twice",
        "dev-missing"
      })
  void anUnusableFileIsLeftOutSaidOnceAndBridgedByTheNextGoodOne(String defect) {
    sampled.reading(proc(defect + "/before"));
    for (int i = 0; i < 3; i++) {
      sampled.reading(proc(defect + "/after"));
      assertThat(sampled.recorder.values(NetworkMetrics.IO)).isEmpty();
    }
    assertThat(sampled.context.lines())
        .filteredOn(line -> line.contains("/proc/net/dev cannot be read"))
        .hasSize(1);

    sampled.reading(dev("  eth0: 160 1 0 0 0 0 0 0 170 1 0 0 0 0 0 0\n"));
    assertThat(sampled.io("eth0", "receive")).as("since the last good reading").isEqualTo(60);
    assertThat(sampled.io("eth0", "transmit")).isEqualTo(70);
  }

  @Test
  void acrossAFreezeTotalsStay() {
    sampled.reading(proc("nothing/before"));
    sampled.reading(sampled.last().after(Duration.ofMinutes(5), proc("nothing/after")).broken());

    assertThat(sampled.io("vint_runtime", "receive")).isEqualTo(3000);
  }

  @Test
  void readingsOfTheStartScriptHoldTheInterfacesAloneAndTheLiveOnesGoOnFromThere() {
    sampled
        .reading(FakeObservation.first(onlyDev("nothing/before")).recorded())
        .reading(sampled.last().after(Duration.ofSeconds(1), onlyDev("nothing/before")));
    assertThat(sampled.io("vint_runtime", "receive")).isZero();
    assertThat(sampled.context.lines()).as("nothing is wrong with such a reading").isEmpty();

    sampled.reading(sampled.last().after(Duration.ofSeconds(1), proc("nothing/after")).asLive());
    assertThat(sampled.io("vint_runtime", "receive")).isEqualTo(3000);
    assertThat(sampled.recorder.values(NetworkMetrics.SEGMENTS)).as("a baseline").isEmpty();
  }

  private List<Double> values(Instrument instrument) {
    return sampled.recorder.values(instrument);
  }

  private Attributes firstAttributes(Instrument instrument) {
    return sampled.recorder.points().stream()
        .filter(point -> point.instrument().equals(instrument))
        .map(Point::attributes)
        .findFirst()
        .orElseThrow();
  }

  private static ProcFiles dev(String... lines) {
    return new MemoryProcFiles().put("net/dev", HEAD + String.join("", lines));
  }

  private static ProcFiles onlyDev(String folder) {
    byte[] buffer = new byte[8192];
    int length = proc(folder).read("net/dev", buffer);
    return new MemoryProcFiles()
        .put("net/dev", new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
  }
}
