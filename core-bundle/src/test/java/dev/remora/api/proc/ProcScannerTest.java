// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcScannerTest {
  private final ProcScanner scanner = new ProcScanner();

  @Test
  void numbersAreReadAcrossBlanksAndTabs() {
    over("  1\t22   333");

    assertThat(scanner.nextNumber()).isEqualTo(1);
    assertThat(scanner.nextNumber()).isEqualTo(22);
    assertThat(scanner.nextNumber()).isEqualTo(333);
    assertThat(scanner.nextNumber()).isEqualTo(-1);
  }

  @Test
  void aNumberIsNeverTakenFromTheNextLine() {
    over("1 \n2\n");

    assertThat(scanner.nextNumber()).isEqualTo(1);
    assertThat(scanner.nextNumber()).isEqualTo(-1);
    assertThat(scanner.atLineEnd()).isTrue();
    assertThat(scanner.nextLine()).isTrue();
    assertThat(scanner.nextNumber()).isEqualTo(2);
  }

  @Test
  void theLargestNumberFitsAndTheNextOneDoesNot() {
    over("9223372036854775807 9223372036854775808 7");

    assertThat(scanner.nextNumber()).isEqualTo(Long.MAX_VALUE);
    assertThat(scanner.nextNumber()).isEqualTo(-1);
    assertThat(scanner.nextNumber()).as("behind the one that did not fit").isEqualTo(7);
  }

  @Test
  void digitsThatWouldFitAgainDoNotReviveANumberThatDidNot() {
    over("99999999999999999999000000000000000000000000 5");

    assertThat(scanner.nextNumber()).isEqualTo(-1);
    assertThat(scanner.nextNumber()).isEqualTo(5);
  }

  @Test
  void somethingElseThanANumberIsLeftStanding() {
    over("-5 abc");

    assertThat(scanner.nextNumber()).isEqualTo(-1);
    assertThat(scanner.nextWord(' ')).isEqualTo("-5");
    assertThat(scanner.nextNumber()).isEqualTo(-1);
    assertThat(scanner.nextWord(' ')).isEqualTo("abc");
  }

  @Test
  void aNumberEndsWhereTheDigitsEnd() {
    over("12.34");

    assertThat(scanner.nextNumber()).isEqualTo(12);
    assertThat(scanner.skip(".")).isTrue();
    assertThat(scanner.nextNumber()).isEqualTo(34);
    assertThat(scanner.atEnd()).isTrue();
  }

  @Test
  void aWordEndsAtItsStopWhichMayBeGluedToANumber() {
    over("  lo:123 4\n");

    assertThat(scanner.nextWord(':')).isEqualTo("lo");
    assertThat(scanner.nextNumber()).isEqualTo(123);
    assertThat(scanner.nextNumber()).isEqualTo(4);
  }

  @Test
  void aWordEndsAtTheLineWhenItsStopIsMissing() {
    over("name\nother");

    assertThat(scanner.nextWord(':')).isEqualTo("name");
    assertThat(scanner.nextWord(':')).isEmpty();
    assertThat(scanner.nextLine()).isTrue();
    assertThat(scanner.nextWord(':')).isEqualTo("other");
  }

  @Test
  void theLastParenthesisOfTheLineCounts() {
    over("7 (a) b) ) S 3\n8 (c) R\n");

    assertThat(scanner.skipPastLast(')')).isTrue();
    assertThat(scanner.nextWord(' ')).isEqualTo("S");
    assertThat(scanner.nextNumber()).isEqualTo(3);
    assertThat(scanner.skipPastLast(')')).as("none left in this line").isFalse();
    assertThat(scanner.atLineEnd()).isTrue();
  }

  @Test
  void skippingWordsStopsAtTheEndOfTheLine() {
    over("a b c\n1");

    scanner.skipWords(2);
    assertThat(scanner.nextWord(' ')).isEqualTo("c");
    scanner.skipWords(5);
    assertThat(scanner.atLineEnd()).isTrue();
    assertThat(scanner.nextLine()).isTrue();
    assertThat(scanner.nextNumber()).isEqualTo(1);
  }

  @Test
  void hexadecimalNumbersHaveUpToEightDigitsOfAnyCase() {
    over(" 0A fF x ffffffff 100000000 1");

    assertThat(scanner.nextHexNumber()).isEqualTo(10);
    assertThat(scanner.nextHexNumber()).isEqualTo(255);
    assertThat(scanner.nextHexNumber()).as("no digit").isEqualTo(-1);
    scanner.skipWords(1);
    assertThat(scanner.nextHexNumber()).isEqualTo(0xffff_ffffL);
    assertThat(scanner.nextHexNumber()).as("nine digits").isEqualTo(-1);
    assertThat(scanner.nextHexNumber()).as("behind them").isEqualTo(1);
    assertThat(scanner.nextHexNumber()).as("at the end").isEqualTo(-1);
  }

  @Test
  void aTextIsSteppedOverOnlyWhereItStands() {
    over("cpu0 1");

    assertThat(scanner.skip("cpu ")).isFalse();
    assertThat(scanner.skip("cpu0 1 2")).as("longer than what is left").isFalse();
    assertThat(scanner.skip("cpu")).isTrue();
    assertThat(scanner.nextNumber()).isZero();
  }

  @Test
  void linesAreCountedWithAndWithoutAFinalLineEnd() {
    assertThat(linesOf("")).isEqualTo(1);
    assertThat(linesOf("a")).isEqualTo(1);
    assertThat(linesOf("a\n")).isEqualTo(1);
    assertThat(linesOf("a\nb")).isEqualTo(2);
    assertThat(linesOf("a\n\nb\n")).isEqualTo(3);
  }

  @Test
  void onlyTheGivenLengthIsRead() {
    byte[] text = bytes("12345");

    assertThat(scanner.over(text, 3).nextNumber()).isEqualTo(123);
    assertThat(scanner.over(text, 99).nextNumber()).isEqualTo(12345);
    assertThat(scanner.over(text, -1).atEnd()).as("a file that could not be read").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", " ", "\t\n \n", "\u00ff\u0000\u0080", ")((", "99999999999999999999x"})
  void everyStepIsTotalOnAnyText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    scanner.over(bytes, bytes.length);
    for (int i = 0; i < 10; i++) {
      scanner.nextNumber();
      scanner.nextHexNumber();
      scanner.skipWords(1);
      scanner.nextWord(':');
      scanner.skipPastLast(')');
      scanner.skip("cpu");
      scanner.nextLine();
    }
    assertThat(scanner.atEnd()).isTrue();
    assertThat(scanner.nextNumber()).isEqualTo(-1);
    assertThat(scanner.nextWord(':')).isEmpty();
    assertThat(scanner.nextLine()).isFalse();
  }

  private int linesOf(String text) {
    over(text);
    int lines = 1;
    while (scanner.nextLine()) {
      lines++;
    }
    return lines;
  }

  private void over(String text) {
    byte[] bytes = bytes(text);
    scanner.over(bytes, bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
