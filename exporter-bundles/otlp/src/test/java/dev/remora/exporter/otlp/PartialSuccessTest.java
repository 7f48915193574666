// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers that the official classes wrote, and such that nobody should write. */
class PartialSuccessTest {
  private static final String[] MESSAGES = {
    "", "too old", "größe \"q\" \\ \n\t 日本", "x".repeat(5000), "\"rejectedDataPoints\":\"9\""
  };

  @Test
  void answersOfTheOfficialClassesAreUnderstood() throws Exception {
    for (String message : MESSAGES) {
      for (long rejected : new long[] {0, 1, 127, 128, 1L << 40}) {
        var metrics =
            ExportMetricsServiceResponse.newBuilder()
                .setPartialSuccess(
                    ExportMetricsPartialSuccess.newBuilder()
                        .setRejectedDataPoints(rejected)
                        .setErrorMessage(message))
                .build();
        var logs =
            ExportLogsServiceResponse.newBuilder()
                .setPartialSuccess(
                    ExportLogsPartialSuccess.newBuilder()
                        .setRejectedLogRecords(rejected)
                        .setErrorMessage(message))
                .build();
        PartialSuccess expected = new PartialSuccess(rejected, message);
        assertThat(PartialSuccess.ofProtobuf(metrics.toByteArray())).isEqualTo(expected);
        assertThat(PartialSuccess.ofProtobuf(logs.toByteArray())).isEqualTo(expected);
        for (var answer : new com.google.protobuf.Message[] {metrics, logs}) {
          PartialSuccess json =
              PartialSuccess.ofJson(JsonFormat.printer().print(answer).getBytes(UTF_8));
          assertThat(json.rejected()).isEqualTo(rejected);
          assertThat(json.message()).isEqualTo(message.replace('\n', ' ').replace('\t', ' '));
        }
      }
    }
  }

  @Test
  void completeAnswersHaveNothingToSay() {
    for (String json :
        new String[] {"", "{}", "{\"partialSuccess\":{}}", "{\"partialSuccess\":null}", "[]"}) {
      assertThat(PartialSuccess.ofJson(json.getBytes(UTF_8)).isComplete()).isTrue();
    }
    assertThat(PartialSuccess.ofProtobuf(new byte[0]).isComplete()).isTrue();
  }

  @Test
  void numbersMayBeBareAndUnknownFieldsArePassedOver() {
    String json = "{\"x\":[1],\"partialSuccess\": { \"y\":{}, \"rejectedLogRecords\" : 12 } }";
    assertThat(PartialSuccess.ofJson(json.getBytes(UTF_8))).isEqualTo(new PartialSuccess(12, ""));
    byte[] unknown = {0x18, 1, 0x25, 0, 0, 0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0x0A, 2, 0x08, 5};
    assertThat(PartialSuccess.ofProtobuf(unknown)).isEqualTo(new PartialSuccess(5, ""));
  }

  @Test
  void rubbishIsNothingSaidAndNeverAFailure() {
    Random random = new Random(7);
    byte[] good =
        ExportMetricsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(3)
                    .setErrorMessage("message"))
            .build()
            .toByteArray();
    for (int cut = 0; cut < good.length; cut++) {
      assertThat(PartialSuccess.ofProtobuf(Arrays.copyOf(good, cut)).isComplete()).isTrue();
    }
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      assertThat(PartialSuccess.ofProtobuf(noise)).isNotNull();
      byte[] bent = good.clone();
      bent[random.nextInt(bent.length)] = (byte) random.nextInt();
      assertThat(PartialSuccess.ofProtobuf(bent)).isNotNull();
    }
    for (String json :
        new String[] {
          "{\"partialSuccess\":{\"errorMessage\":\"open",
          "{\"partialSuccess\":{\"errorMessage\":\"\\u12",
          "{\"partialSuccess\":{\"errorMessage\":\"\\uzzzz\"}}",
          "{\"partialSuccess\":{\"errorMessage\":7,\"rejectedDataPoints\":\"x\"}}",
          "{\"partialSuccess\":{\"rejectedDataPoints\":99999999999999999999999999}}",
          "{\"partialSuccess\"",
        }) {
      assertThat(PartialSuccess.ofJson(json.getBytes(UTF_8))).isNotNull();
    }
  }
}
