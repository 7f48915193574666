// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryLinesTest {
  @TempDir Path folder;

  private Map<String, MeasuredSummary> read(String text) throws IOException {
    return new SummaryLines().readSummaries(Files.writeString(folder.resolve("logs.jsonl"), text));
  }

  private static String record(String eventName, String attributes) {
    return "{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1\","
               + "\"severityNumber\":9,\"eventName\":\""
        + eventName
        + "\",\"attributes\":["
        + attributes
        + "]}]}]}]}\n";
  }

  private static String attribute(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{" + value + "}}";
  }

  private static String summary(String id, String verdict) {
    return record(
        "remora.invocation.summary",
        attribute("faas.invocation_id", "\"stringValue\":\"" + id + "\"")
            + ","
            + attribute("remora.verdict", "\"stringValue\":\"" + verdict + "\"")
            + ","
            + attribute("remora.net.rx_bytes", "\"intValue\":\"9007199254740993\"")
            + ","
            + attribute("remora.cpu.load.avg", "\"doubleValue\":0.5")
            + ","
            + attribute("remora.cpu.flatline", "\"boolValue\":true"));
  }

  @Test
  void fieldsKeepTheirTypes() throws IOException {
    MeasuredSummary summary = read(summary("r1", "waiting")).get("r1");
    assertThat(summary.verdict()).isEqualTo("waiting");
    assertThat(summary.fields().toString())
        .isEqualTo(
            "{\"faas.invocation_id\":\"r1\",\"remora.verdict\":\"waiting\","
                + "\"remora.net.rx_bytes\":9007199254740993,\"remora.cpu.load.avg\":0.5,"
                + "\"remora.cpu.flatline\":true}");
  }

  @Test
  void otherLogRecordsArePassedOver() throws IOException {
    assertThat(read(record("other", "") + "\n" + record("", "") + "{}\n")).isEmpty();
  }

  @Test
  void aSummaryThatCameTwiceCountsOnce() throws IOException {
    assertThat(
            read(summary("r1", "waiting") + summary("r2", "balanced") + summary("r1", "waiting")))
        .containsOnlyKeys("r1", "r2");
  }

  @Test
  void withoutAVerdictThereIsNone() throws IOException {
    String id = attribute("faas.invocation_id", "\"stringValue\":\"r1\"");
    assertThat(read(record("remora.invocation.summary", id)).get("r1").verdict()).isEmpty();
  }

  @Test
  void aLineThatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> read("{\"resourceLogs"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("logs.jsonl, line 1");
  }
}
