// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpJsonLinesTest {
  /** examples/metrics.json of the opentelemetry-proto repository, sum and gauge, on one line. */
  private static final String SPECIFICATION_EXAMPLE =
      """
      {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":\
      {"stringValue":"my.service"}}]},"scopeMetrics":[{"scope":{"name":"my.library",\
      "version":"1.0.0","attributes":[{"key":"my.scope.attribute","value":{"stringValue":\
      "some scope attribute"}}]},"metrics":[{"name":"my.counter","unit":"1","description":\
      "I am a Counter","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[\
      {"asDouble":5,"startTimeUnixNano":"1544712660300000000","timeUnixNano":\
      "1544712660300000000","attributes":[{"key":"my.counter.attr","value":{"stringValue":\
      "some value"}}]}]}},{"name":"my.gauge","unit":"1","description":"I am a Gauge","gauge":{\
      "dataPoints":[{"asDouble":10,"timeUnixNano":"1544712660300000000","attributes":[{"key":\
      "my.gauge.attr","value":{"stringValue":"some value"}}]}]}},{"name":"my.histogram","unit":\
      "1","histogram":{"aggregationTemporality":1,"dataPoints":[{"startTimeUnixNano":\
      "1544712660300000000","timeUnixNano":"1544712660300000000","count":"2","sum":2,\
      "bucketCounts":["1","1"],"explicitBounds":[1],"min":0,"max":2}]}}]}]}]}
      """;

  @TempDir Path folder;

  @Test
  void theSpecificationsExampleIsRead() throws IOException {
    assertThat(read(SPECIFICATION_EXAMPLE))
        .containsExactly(
            new MetricPoint(
                "my.counter",
                false,
                1544712660300000000L,
                1544712660300000000L,
                5,
                Map.of("my.counter.attr", "some value")),
            new MetricPoint(
                "my.gauge",
                false,
                0,
                1544712660300000000L,
                10,
                Map.of("my.gauge.attr", "some value")));
  }

  @Test
  void wholeNumbersMayBeStringsOrNumbers() throws IOException {
    String asText = sum("\"asInt\":\"9007199254740993\",\"timeUnixNano\":\"1544712660300000001\"");
    String asNumber = sum("\"asInt\":42,\"timeUnixNano\":1544712660300000001");
    List<MetricPoint> points = read(asText + asNumber);
    assertThat(points).extracting(MetricPoint::value).containsExactly(9007199254740993d, 42d);
    assertThat(points).extracting(MetricPoint::unixNanos).containsOnly(1544712660300000001L);
  }

  @Test
  void cumulativeSumsAreTold() throws IOException {
    assertThat(read(sum("\"asInt\":1").replace("Temporality\":1", "Temporality\":2")))
        .singleElement()
        .matches(MetricPoint::cumulative);
  }

  @Test
  void valuesThatAreNoNumbersUnknownFieldsAndEmptyLinesArePassedOver() throws IOException {
    assertThat(read("\n" + sum("\"asDouble\":\"NaN\"") + "{\"new\":[1,{}]}\n\n")).isEmpty();
  }

  @Test
  void aLineThatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> read(sum("\"asInt\":1") + "{\"resourceMet"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("metrics.jsonl, line 2");
  }

  private List<MetricPoint> read(String text) throws IOException {
    return new OtlpJsonLines().readPoints(Files.writeString(folder.resolve("metrics.jsonl"), text));
  }

  private static String sum(String pointFields) {
    return "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"m\",\"sum\":"
        + "{\"aggregationTemporality\":1,\"isMonotonic\":true,\"dataPoints\":[{"
        + pointFields
        + "}]}}]}]}]}\n";
  }
}
