// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2022-10-12T00:00:15.064Z",
        "2024-02-29T23:59:59.999Z",
        "2026-11-24T03:04:05Z",
        "1970-01-01T00:00:00.001Z",
        "2026-11-24T03:04:05.000000001Z",
        "2026-11-24T03:04:05.123456Z"
      })
  void whatThePlatformSendsIsReadAsTheStandardLibraryReadsIt(String text) {
    Instant instant = Instant.parse(text);
    assertThat(EventTime.unixNanos(text))
        .isEqualTo(instant.getEpochSecond() * 1_000_000_000 + instant.getNano());
  }

  @Test
  void everyDayIsThatOfTheStandardLibrary() {
    LocalDate last = LocalDate.of(2200, 12, 31);
    for (LocalDate day = LocalDate.EPOCH; !day.isAfter(last); day = day.plusDays(1)) {
      assertThat(EventTime.unixNanos(day + "T00:00:01Z"))
          .isEqualTo((day.toEpochDay() * 86_400 + 1) * 1_000_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29T00:00:15.064Z",
        "2100-02-29T00:00:15.064Z",
        "2023-04-31T00:00:15.064Z",
        "2023-00-10T00:00:15.064Z",
        "2023-01-00T00:00:15.064Z",
        "",
        "now",
        "2022-10-12",
        "2022-10-12T00:00:15",
        "2022-10-12T00:00:15.Z",
        "2022-10-12T00:00:15.1234567890Z",
        "2022-10-12T00:00:15:064Z",
        "2022-10-12T00:00:15.064+02:00",
        "2022-10-12T24:00:15.064Z",
        "2022-10-12T00:60:15.064Z",
        "2022-02-30T00:00:15.064Z",
        "2022-13-12T00:00:15.064Z",
        "0022-10-12T00:00:15.064Z",
        "2022-1a-12T00:00:15.064Z"
      })
  void whatIsNotOfThatFormIsZero(String text) {
    assertThat(EventTime.unixNanos(text)).isZero();
  }

  @Test
  void anyBeginningOfATimeIsZero() {
    String whole = "2022-10-12T00:00:15.064Z";
    for (int length = 0; length < whole.length(); length++) {
      assertThat(EventTime.unixNanos(whole.substring(0, length))).isZero();
    }
  }
}
