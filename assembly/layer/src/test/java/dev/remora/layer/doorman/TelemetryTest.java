// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest extends DoormanTest {

  private static final String PATH = "/2022-07-01/telemetry";

  @BeforeEach
  void layerHoldsTheLambdaSampler() throws Exception {
    Files.writeString(sandbox.root().resolve("remora/telemetry"), "4319\n");
  }

  @Test
  void subscribesBetweenRegistrationAndTheFirstNext() throws Exception {
    sandbox.start();
    lambda.acceptRegistration();

    RawServer.Request subscription = lambda.take(PATH);
    assertThat(subscription.head()).startsWith("PUT ");
    assertThat(subscription.packets()).isEqualTo(1);
    assertThat(subscription.header("Lambda-Extension-Identifier")).isEqualTo(RawServer.IDENTIFIER);
    assertThat(subscription.body().strip())
        .isEqualTo(
            "{\"schemaVersion\":\"2022-12-13\",\"types\":[\"platform\"],"
                + "\"buffering\":{\"maxItems\":1000,\"maxBytes\":262144,\"timeoutMs\":1000},"
                + "\"destination\":{\"protocol\":\"HTTP\",\"URI\":\"http://sandbox.localdomain:4319/\"}}");
    subscription.answer(200, "", "\"OK\"");

    sandbox.shutDown(lambda.takeNext());
    assertThat(sandbox.agentLog("frame telemetry"))
        .containsExactly("frame telemetry 0 status=200 port=4319");
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void managedInstancesGetTheirOnlySchema() throws Exception {
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances").start();
    lambda.acceptRegistration();

    assertThat(lambda.take(PATH).body()).contains("\"schemaVersion\":\"2025-01-29\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lambda", "cpu,lambda", "cpu, lambda ,memory", " "})
  void subscribesWhereTheLambdaSamplerIsChosen(String samplers) throws Exception {
    sandbox.with("REMORA_SAMPLERS", samplers).with("REMORA_LAMBDA_PORT", "8123").start();
    lambda.acceptRegistration();

    assertThat(lambda.take(PATH).body()).contains("http://sandbox.localdomain:8123/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "cpu", "cpu,lambdas", "my-lambda"})
  void doesNotSubscribeWhereItIsNotChosen(String samplers) throws Exception {
    sandbox.with("REMORA_SAMPLERS", samplers).start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.agentLog("frame telemetry")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"202,true", "400,false", "500,false"})
  void anAnswerThatMeansNoIsToldToTheAgent(int status, boolean quiet) throws Exception {
    sandbox.start();
    lambda.acceptRegistration();
    lambda.take(PATH).answer(status, "", "{\"errorType\":\"Telemetry.NotSupported\"}");

    sandbox.shutDown(lambda.takeNext());

    assertThat(sandbox.agentLog("frame telemetry"))
        .containsExactly("frame telemetry 0 status=" + status + " port=4319");
    assertThat(sandbox.log()).hasSize(quiet ? 0 : 1);
  }

  @Test
  void aSubscriptionThatIsNotAnsweredHoldsNothingUp() throws Exception {
    sandbox.start();
    lambda.acceptRegistration();
    lambda.take(PATH);

    sandbox.shutDown(lambda.takeNext());

    assertThat(sandbox.agentLog("frame telemetry"))
        .containsExactly("frame telemetry 0 status=0 port=4319");
  }

  @Test
  void aPortThatIsNoneIsSaidAndLeftOut() throws Exception {
    sandbox.with("REMORA_LAMBDA_PORT", "http").start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).contains("REMORA_LAMBDA_PORT=http");
  }
}
