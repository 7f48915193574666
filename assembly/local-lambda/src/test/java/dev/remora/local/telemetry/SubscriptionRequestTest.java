// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of a subscription, good and bad. Quotes are written as apostrophes. */
class SubscriptionRequestTest {

  private static final Set<SchemaVersion> ALL = EnumSet.allOf(SchemaVersion.class);
  private static final String HTTP =
      "'destination':{'protocol':'HTTP','URI':'http://sandbox.localdomain:4243/telemetry'}";
  private static final String START = "{'schemaVersion':'2022-12-13','types':['platform'],";

  private static SubscriptionRequest parse(String body) throws SubscriptionRefused {
    return SubscriptionRequest.parse(body.replace('\'', '"').getBytes(UTF_8), ALL);
  }

  private static void assertRefused(String body, String message) {
    SubscriptionRefused refused =
        catchThrowableOfType(SubscriptionRefused.class, () -> parse(body));

    assertThat(refused).as(body).isNotNull();
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errorType()).isEqualTo("ValidationError");
    assertThat(refused.getMessage().replace('"', '\'')).startsWith(message);
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    SubscriptionRequest request = parse(START + HTTP + "}\n");

    assertThat(request.schemaVersion()).isEqualTo(SchemaVersion.V2022_12_13);
    assertThat(request.categories()).containsExactly(Category.PLATFORM);
    assertThat(request.buffering()).isEqualTo(new Buffering(10_000, 262_144, 1_000));
    assertThat(request.destination().description()).isEqualTo("http://127.0.0.1:4243/telemetry");
  }

  @Test
  void membersThatAreNotKnownAreIgnored() throws Exception {
    assertThat(parse(START + "'new':{}," + HTTP + "}").types()).containsExactly("platform");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2022-07-01", "2022-12-13", "2025-01-29"})
  void everySchemaVersionIsAccepted(String version) throws Exception {
    String body = "{'schemaVersion':'" + version + "','types':['platform']," + HTTP + "}";

    assertThat(parse(body).schemaVersion().word()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'2020-08-15'", "''", "20221213", "null", "['2022-12-13']"})
  void anotherSchemaVersionIsRefused(String version) {
    assertRefused(
        "{'schemaVersion':" + version + ",'types':['platform']," + HTTP + "}",
        "schemaVersion is " + version + ", expected one of [2022-07-01, 2022-12-13, 2025-01-29]");
  }

  @Test
  void aMissingSchemaVersionIsRefused() {
    assertRefused("{'types':['platform']," + HTTP + "}", "schemaVersion is missing");
  }

  @Test
  void typesKeepTheirOrder() throws Exception {
    String types = "['function','platform','extension']";
    SubscriptionRequest request =
        parse("{'schemaVersion':'2025-01-29','types':" + types + "," + HTTP + "}");

    assertThat(request.types()).isEqualTo(List.of("function", "platform", "extension"));
    assertThat(request.categories()).containsExactlyInAnyOrder(Category.values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "['runtime']", "['platform','Function']", "'platform'", "[1]"})
  void otherTypesAreRefused(String types) {
    assertRefused(
        "{'schemaVersion':'2022-12-13','types':" + types + "," + HTTP + "}",
        "types is " + types + ", expected a list of at least one of platform, function, extension");
  }

  @Test
  void missingTypesAreRefused() {
    assertRefused("{'schemaVersion':'2022-12-13'," + HTTP + "}", "types is missing");
  }

  // ---- destination

  private static String destination(String json) {
    return START + "'destination':" + json + "}";
  }

  @ParameterizedTest
  @CsvSource({
    "http://sandbox.localdomain:4243,http://127.0.0.1:4243/",
    "http://sandbox:65535/a/b,http://127.0.0.1:65535/a/b",
    "http://sandbox.localdomain:1/a%20b?c=d,http://127.0.0.1:1/a%20b?c=d"
  })
  void bothNamesAreAcceptedAndThePathIsKept(String uri, String address) throws Exception {
    assertThat(parse(destination("{'protocol':'HTTP','URI':'" + uri + "'}")).destination())
        .extracting(Destination::description)
        .isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://sandbox.localdomain/telemetry",
        "http://sandbox.localdomain:0/",
        "http://sandbox.localdomain:65536/",
        "http://localhost:4243/",
        "http://127.0.0.1:4243/",
        "http://SANDBOX:4243/",
        "https://sandbox.localdomain:4243/",
        "sandbox.localdomain:4243",
        "http://sandbox.localdomain:4243/a b",
        ""
      })
  void anotherAddressIsRefused(String uri) {
    assertRefused(
        destination("{'protocol':'HTTP','URI':'" + uri + "'}"),
        "destination.URI is '" + uri + "', expected http://sandbox.localdomain:PORT/PATH");
  }

  @Test
  void aMissingAddressIsRefused() {
    assertRefused(destination("{'protocol':'HTTP','port':1}"), "destination.URI is missing");
  }

  @Test
  void tcpNeedsAPort() throws Exception {
    assertThat(parse(destination("{'protocol':'TCP','port':4243}")).destination())
        .isEqualTo(new Destination.Tcp(4243));
    assertRefused(destination("{'protocol':'TCP'}"), "destination.port is missing");
    for (String port : List.of("0", "65536", "'4243'", "1.5", "99999999999")) {
      assertRefused(
          destination("{'protocol':'TCP','port':" + port + "}"),
          "destination.port is " + port + ", expected an integer from 1 to 65535");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'protocol':'UDP'}", "{}", "{'protocol':'http'}"})
  void anotherProtocolIsRefused(String destination) {
    assertRefused(destination(destination), "destination.protocol is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'http://sandbox:1'", "null", "[]"})
  void aDestinationIsAnObject(String destination) {
    assertRefused(destination(destination), "destination is " + destination);
  }

  @Test
  void aMissingDestinationIsRefused() {
    assertRefused("{'schemaVersion':'2022-12-13','types':['platform']}", "destination is missing");
  }

  // ---- buffering

  private static String buffering(String json) {
    return START + "'buffering':" + json + "," + HTTP + "}";
  }

  @Test
  void bufferingIsTakenFromLeastToMost() throws Exception {
    assertThat(parse(buffering("{'maxItems':1000,'maxBytes':262144,'timeoutMs':25}")).buffering())
        .isEqualTo(new Buffering(1_000, 262_144, 25));
    assertThat(
            parse(buffering("{'maxItems':10000,'maxBytes':1048576,'timeoutMs':30000}")).buffering())
        .isEqualTo(new Buffering(10_000, 1_048_576, 30_000));
    assertThat(parse(buffering("{'timeoutMs':100}")).buffering())
        .isEqualTo(new Buffering(10_000, 262_144, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "maxItems,999,an integer from 1000 to 10000",
    "maxItems,10001,an integer from 1000 to 10000",
    "maxBytes,262143,an integer from 262144 to 1048576",
    "maxBytes,1048577,an integer from 262144 to 1048576",
    "timeoutMs,24,an integer from 25 to 30000",
    "timeoutMs,30001,an integer from 25 to 30000",
    "timeoutMs,-1,an integer from 25 to 30000",
    "timeoutMs,25.5,an integer from 25 to 30000",
    "timeoutMs,null,an integer from 25 to 30000"
  })
  void bufferingOutsideOfTheLimitsIsRefused(String name, String value, String expected) {
    assertRefused(
        buffering("{'" + name + "':" + value + "}"),
        "buffering." + name + " is " + value + ", expected " + expected);
  }

  @Test
  void bufferingIsAnObject() {
    assertRefused(buffering("[]"), "buffering is [], expected an object");
  }

  // ---- the body

  @ParameterizedTest
  @ValueSource(strings = {"", "subscribe", "{", START + HTTP + "} {}"})
  void aBodyThatIsNoJsonIsRefused(String body) {
    SubscriptionRefused refused =
        catchThrowableOfType(SubscriptionRefused.class, () -> parse(body));

    assertThat(refused.errorType()).isEqualTo("ValidationError");
  }

  @Test
  void aBodyThatIsNoObjectIsRefused() {
    assertRefused("['platform']", "the body must be a JSON object");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    assertRefused(" ".repeat(1_048_577), "body of 1048577 bytes, at most 1048576");
  }

  @Test
  void managedInstancesTakeTheNewestSchemaOnly() {
    byte[] body = (START + HTTP + "}").replace('\'', '"').getBytes(UTF_8);

    SubscriptionRefused refused =
        catchThrowableOfType(
            SubscriptionRefused.class,
            () -> SubscriptionRequest.parse(body, EnumSet.of(SchemaVersion.V2025_01_29)));

    assertThat(refused).hasMessageContaining("expected one of [2025-01-29]");
  }
}
