// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

  private static List<Window> windows(Machine machine) {
    return Window.of(machine.ticks(), machine.share(), 2, false);
  }

  @ParameterizedTest
  @CsvSource({"128, 1.35, 3.1", "512, 0.34, 0.71", "1024, 0.17, 0.35", "1769, 0.095, 0.11"})
  void aWindowIsAsLongAsTenTicksOfTheShare(int megabytes, double shortest, double longest) {
    for (Window window : windows(new Machine(megabytes, 2).run(20, 0.01))) {
      assertThat(window.seconds()).isBetween(shortest, longest);
    }
  }

  @Test
  void windowsCoverAllTheTimeWithoutAFreeze() {
    List<Window> windows = windows(new Machine(1024, 2).run(3.03, 0.2).freeze(60, 0).run(2, 0.2));
    assertThat(windows.stream().mapToDouble(Window::seconds).sum()).isCloseTo(5.03, within(1e-6));
    assertThat(windows.stream().mapToDouble(Window::busy).sum()).isCloseTo(1.0, within(0.05));
  }

  @Test
  void aRestJoinsItsNeighbour() {
    List<Window> windows = windows(new Machine(1769, 2).run(0.23, 0.5));
    assertThat(windows).hasSize(2);
    assertThat(windows.getLast().seconds()).isCloseTo(0.13, within(1e-9));
  }

  @Test
  void aStretchThatIsShorterThanAWindowIsLeftOut() {
    List<Window> windows = windows(new Machine(1769, 2).run(1, 0.5).freeze(9, 0).run(0.05, 1));
    assertThat(windows).hasSize(10);
  }

  @Test
  void theFirstWindowBehindAFreezeFollowsNothing() {
    List<Window> windows = windows(new Machine(1769, 2).run(0.2, 1).freeze(9, 0).run(0.2, 1));
    assertThat(windows).extracting(Window::follows).containsExactly(false, true, false, true);
  }

  @Test
  void aReadingThatFailedIsCoveredByTheNextOne() {
    Machine machine = new Machine(1769, 2).run(0.1, 0.5);
    machine.silent(true).run(0.1, 0.5).silent(false).run(0.1, 0.5);
    List<Window> windows = windows(machine);
    assertThat(windows).hasSize(2);
    assertThat(windows.getLast().seconds()).isCloseTo(0.2, within(1e-9));
    assertThat(windows.getLast().busy()).isCloseTo(0.1, within(0.021));
  }

  @Test
  void timeThatTheKernelKnowsNothingOfWasWithheld() {
    Readings readings = new Readings();
    Ticks ticks = new Ticks();
    ticks.begin(0, readings);
    readings.record(Signal.CPU_USER, 0.5);
    readings.record(Signal.CPU_STEAL, 0.2);
    readings.record(Signal.CPU_IDLE, 0.8);
    ticks.add(1_000_000_000L, true, readings);
    Window window = Window.of(ticks, 1, 2, false).getFirst();
    assertThat(window.withheld()).isCloseTo(0.2 + 0.5, within(1e-9));
    assertThat(window.busiestCore()).isNaN();
  }
}
