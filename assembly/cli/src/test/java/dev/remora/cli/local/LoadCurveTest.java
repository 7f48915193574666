// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadCurveTest {

  @Test
  void eachLoadIsACharacterAsHighAsItIs() {
    List<Double> loads = List.of(0.0, 0.25, 0.5, 1.0);
    assertThat(new LoadCurve(true, 8).draw(loads)).isEqualTo("▁▃▅█");
    assertThat(new LoadCurve(false, 8).draw(loads)).isEqualTo("_-=#");
  }

  @Test
  void moreThanTheWholeShareIsDrawnAsTheWhole() {
    assertThat(new LoadCurve(true, 8).draw(List.of(3.0, -1.0))).isEqualTo("█▁");
  }

  @Test
  void neighboursBecomeOneWhereThereAreMoreLoadsThanCells() {
    assertThat(new LoadCurve(true, 4).draw(List.of(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0)))
        .isEqualTo("█▁▅█");
    assertThat(new LoadCurve(true, 12).draw(Collections.nCopies(9001, 1.0)))
        .isEqualTo("█".repeat(12));
  }

  @Test
  void noLoadIsNoCurve() {
    assertThat(new LoadCurve(true, 12).draw(List.of())).isEmpty();
  }

  @Test
  void everyCharacterIsAmongThoseThatATerminalIsAskedFor() {
    String curve = new LoadCurve(true, 8).draw(List.of(0.0, 0.2, 0.3, 0.4, 0.6, 0.7, 0.9, 1.0));
    assertThat(curve.chars()).allMatch(c -> LoadCurve.characters().indexOf(c) >= 0);
    assertThat(new LoadCurve(false, 8).draw(List.of(0.0, 0.5, 1.0))).isASCII();
  }
}
