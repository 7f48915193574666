// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.internal.export.FlushPolicy.Occasion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlushPolicyTest {

  @ParameterizedTest(name = "{0}, {1} s after the last flush, {2} of {3} bytes: {4}")
  @CsvSource({
    "INVOKE,        0,    0, 1000, true",
    "INVOKE,      600,    0, 1000, true",
    "SHUTDOWN,      0,    0, 1000, true",
    "BATCH_CLOSED,  5,    0, 1000, false",
    "BATCH_CLOSED, 59,  499, 1000, false",
    "BATCH_CLOSED, 60,    0, 1000, true",
    "BATCH_CLOSED,  5,  500, 1000, true",
  })
  void sendsAtTheNextInvocationAndWithinLongOnesNowAndThen(
      Occasion occasion, long seconds, long buffered, long quota, boolean expected) {
    assertThat(
            FlushPolicy.next().flush(occasion, TimeUnit.SECONDS.toNanos(seconds), buffered, quota))
        .isEqualTo(expected);
  }
}
