// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final String RECORDS = "stat 7\ncpu 1 2net/dev 3\na\nbuptime 0\n";
  private final byte[] buffer = new byte[32];

  private static Reading reading(String records) {
    return Reading.parse(("{}" + records).getBytes(StandardCharsets.UTF_8), 2, 0);
  }

  private String read(Reading reading, String path) {
    int length = reading.read(path, buffer);
    return length < 0 ? null : new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  @Test
  void eachFileIsFoundByItsPath() {
    Reading reading = reading(RECORDS);
    assertThat(read(reading, "stat")).isEqualTo("cpu 1 2");
    assertThat(read(reading, "net/dev")).isEqualTo("a\nb");
    assertThat(read(reading, "uptime")).isEmpty();
    assertThat(read(reading, "meminfo")).isNull();
    assertThat(reading.processes()).isEmpty();
    assertThat(reading.descriptors(1)).isEqualTo(-1);
  }

  @Test
  void aFileThatIsLargerThanTheBufferIsCut() {
    assertThat(reading("stat 40\n" + "x".repeat(40)).read("stat", buffer)).isEqualTo(32);
  }

  @Test
  void recordsCutOffAnywhereNeverThrow() {
    for (int length = 0; length < RECORDS.length(); length++) {
      Reading reading = reading(RECORDS.substring(0, length));
      assertThat(read(reading, "meminfo")).isNull();
      read(reading, "uptime");
    }
  }

  @Test
  void absurdLengthsAreNotBelieved() {
    for (String length : new String[] {"99999999999999", "-1", "", "1x", "2147483648"}) {
      assertThat(read(reading("stat " + length + "\nabc"), "stat")).isNull();
    }
  }
}
