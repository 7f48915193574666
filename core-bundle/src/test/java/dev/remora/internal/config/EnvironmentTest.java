// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Secret;
import dev.remora.api.Setting;
import dev.remora.api.telemetry.Attributes;
import dev.remora.internal.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final AgentLog log = new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO);

  private <T> T get(Setting<T> setting, String value) {
    return new Environment(Map.of("REMORA_MY_PLUGIN_IT", value)).get(setting, "my-plugin", log);
  }

  @Test
  void settingsAreReadInTheFormTheyDeclare() {
    assertThat(get(Setting.bytes("it", "0", ""), "16MiB")).isEqualTo(16L << 20);
    assertThat(get(Setting.bytes("it", "0", ""), " 512 kib ")).isEqualTo(512L << 10);
    assertThat(get(Setting.duration("it", "1s", ""), "500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(get(Setting.flag("it", false, ""), "TRUE")).isTrue();
    assertThat(get(Setting.number("it", 1, 9, 3, ""), "9")).isEqualTo(9);
    assertThat(get(Setting.oneOf("it", List.of("a", "b"), "a", ""), "B")).isEqualTo("b");
    assertThat(get(Setting.list("it", "", ""), " a, ,b ")).containsExactly("a", "b");
    assertThat(logged.toString()).isEmpty();
  }

  @Test
  void aValueThatCannotBeReadIsNamedOnceAndTheDefaultHolds() {
    assertThat(get(Setting.number("it", 1, 9, 3, ""), "10")).isEqualTo(3);
    assertThat(get(Setting.number("it", 1, 9, 3, ""), "10")).isEqualTo(3);
    assertThat(logged.toString().strip())
        .isEqualTo(
            "remora: REMORA_MY_PLUGIN_IT=10 cannot be used: expected a whole number from 1 to 9;"
                + " goes on with 3");
  }

  @Test
  void everyKindOfRubbishEndsInTheDefault() {
    for (String rubbish :
        List.of(
            "x",
            "-1",
            "1e3",
            "99999999999999999999",
            "9999999999999GiB",
            "9999999999999999h",
            "MiB",
            "5 parsecs")) {
      assertThat(get(Setting.bytes("it", "1KiB", ""), rubbish)).isEqualTo(1024);
      assertThat(get(Setting.duration("it", "1s", ""), rubbish)).isEqualTo(Duration.ofSeconds(1));
      assertThat(get(Setting.flag("it", true, ""), rubbish)).isTrue();
      assertThat(get(Setting.number("it", 0, 5, 2, ""), rubbish)).isEqualTo(2);
    }
  }

  @Test
  void anEmptyValueIsNone() {
    assertThat(get(Setting.flag("it", true, ""), "  ")).isTrue();
    assertThat(logged.toString()).isEmpty();
  }

  private Attributes resourceAttributes(String value) {
    return ResourceAttributes.parse(
        new Environment(Map.of("OTEL_RESOURCE_ATTRIBUTES", value)), log);
  }

  @Test
  void resourceAttributesArePercentDecodedAndAPlusIsAPlus() {
    Attributes attributes = resourceAttributes("team=shop%2C%20eu,token=a+b%3D,x=%C3%A9");
    assertThat(attributes.text("team")).isEqualTo("shop, eu");
    assertThat(attributes.text("token")).isEqualTo("a+b=");
    assertThat(attributes.text("x")).isEqualTo("\u00e9");
  }

  @Test
  void withAnyErrorAllResourceAttributesAreIgnoredAndThatIsSaid() {
    for (String wrong : List.of("a", "a=b,c", "=b", "a=%zz", "a=%2", "a=%")) {
      assertThat(resourceAttributes(wrong).isEmpty()).as(wrong).isTrue();
    }
    assertThat(logged.toString()).contains("expected key=value,key=value");
  }

  @Test
  void aSecretIsNeverShown() {
    Setting<String> odd =
        Setting.of("it", "text", "", "", text -> text.isEmpty() ? "" : refuse(text));
    assertThat(get(Setting.secret("it", ""), "key").reveal()).isEqualTo("key");
    assertThat(get(Setting.secret("it", ""), "key")).hasToString("(hidden)");
    assertThat(get(odd, "shown")).isEmpty();
    assertThat(logged.toString()).contains("shown");
  }

  private static String refuse(String text) {
    throw new IllegalArgumentException(text);
  }

  @Test
  void aSecretMayComeFromAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), " from-file\n");
    Setting<Secret> setting = Setting.secret("it", "");
    Environment inFile = new Environment(Map.of("REMORA_X_IT_FILE", file.toString()));
    assertThat(inFile.isSet(setting, "x")).isTrue();
    assertThat(inFile.get(setting, "x", log).reveal()).isEqualTo("from-file");
    Environment both =
        new Environment(Map.of("REMORA_X_IT", "from-variable", "REMORA_X_IT_FILE", "/none"));
    assertThat(both.get(setting, "x", log).reveal()).isEqualTo("from-variable");
    assertThat(logged.toString()).isEmpty();
  }

  @Test
  void aFileOfASecretThatCannotBeReadIsOneLine() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));
    for (String file : List.of("/no/such/file", empty.toString(), "\0")) {
      Environment environment = new Environment(Map.of("REMORA_X_IT_FILE", file));
      assertThat(environment.get(Setting.secret("it", ""), "x", log).isEmpty()).isTrue();
    }
    assertThat(logged.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("REMORA_X_IT_FILE"));
  }

  @Test
  void aSettingOfAStandardKeepsItsOwnName() {
    Setting<Long> setting = Setting.number("it", 0, 9, 3, "").inVariable("OTEL_IT");
    Environment environment = new Environment(Map.of("OTEL_IT", "7"));
    assertThat(setting.variable("x")).isEqualTo("OTEL_IT");
    assertThat(environment.get(setting, "x", log)).isEqualTo(7);
    assertThat(environment.isSet(setting, "x")).isTrue();
    assertThat(environment.isSet(Setting.text("other", "", ""), "x")).isFalse();
  }
}
