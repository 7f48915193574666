// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static JsonReader over(String json) {
    return new JsonReader(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void membersComeOneByOne() throws IOException {
    JsonReader json = over(" { \"a\" : \"x\" , \"b\":[1, [2], {}, 3.5e1],\"c\":null } ");
    json.begin('{');
    assertThat(json.next('}')).isTrue();
    assertThat(json.name()).isEqualTo("a");
    assertThat(json.text()).isEqualTo("x");
    assertThat(json.next('}')).isTrue();
    assertThat(json.name()).isEqualTo("b");
    json.begin('[');
    assertThat(json.next(']')).isTrue();
    assertThat(json.number()).isEqualTo(1);
    assertThat(json.next(']')).isTrue();
    json.skip();
    assertThat(json.next(']')).isTrue();
    json.skip();
    assertThat(json.next(']')).isTrue();
    assertThat(json.number()).isEqualTo(35);
    assertThat(json.next(']')).isFalse();
    assertThat(json.next('}')).isTrue();
    assertThat(json.name()).isEqualTo("c");
    assertThat(json.text()).isEmpty();
    assertThat(json.next('}')).isFalse();
    assertThat(json.peek()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"plain\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e4\\u20AC\"",
        "\"\\ud83d\\ude00\"",
        "\"äöü€😀\"",
        "\"1970/01/01/[$LATEST]abc\""
      })
  void textsAreReadAsByJackson(String json) throws IOException {
    assertThat(over(json).text()).isEqualTo(new ObjectMapper().readTree(json).textValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "12.34", "1e3", "-1.5E-7", "9007199254740993", "1e400"})
  void numbersAreReadAsByJackson(String json) throws IOException {
    assertThat(over(json).number()).isEqualTo(new ObjectMapper().readTree(json).doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"12\"", "null", "true", "[1]", "{\"a\":1}"})
  void whatIsNoNumberIsSkipped(String json) throws IOException {
    JsonReader reader = over(json + " 5");
    assertThat(reader.number()).isNaN();
    assertThat(reader.number()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "null", "false", "[\"a\",\"b\"]", "{\"a\":\"b\"}"})
  void whatIsNoTextIsSkipped(String json) throws IOException {
    JsonReader reader = over(json + " \"x\"");
    assertThat(reader.text()).isEmpty();
    assertThat(reader.text()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "{", "[", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12G4\"", "\"a\nb\"", "{\"a\"}", "{\"a\":}",
        "{\"a\":1", "{\"a\":1 \"b\":2}", "{a:1}", "[1 2]", "[1,,2]", "[1}", "{]", "nul", "truth", "}",
        "]", ",", ":", "+1", "\u00e4"
      })
  void whatIsNoJsonIsSaid(String json) {
    assertThatThrownBy(() -> over(json).skip())
        .isInstanceOf(JsonReader.Malformed.class)
        .hasMessageStartingWith("expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "1.2.3", "1e", "--1", "1-2"})
  void whatBeginsLikeANumberAndIsNoneIsSaid(String json) {
    assertThatThrownBy(() -> over(json).number()).isInstanceOf(JsonReader.Malformed.class);
  }

  @Test
  void halfOfASurrogatePairIsLeftOut() throws IOException {
    assertThat(over("\"a\\ud83db\"").text()).isEqualTo("ab");
    assertThat(over("\"a\\ude00b\"").text()).isEqualTo("ab");
    assertThat(over("\"\\ud83dx\\ude00\"").text()).isEqualTo("x");
  }

  @Test
  void aLongTextIsCutOffAndTheNextOneIsThere() throws IOException {
    JsonReader reader = over("\"" + "x".repeat(100_000) + "\" \"y\"");
    assertThat(reader.text()).isEqualTo("x".repeat(JsonReader.LONGEST_TEXT));
    assertThat(reader.text()).isEqualTo("y");
  }

  @Test
  void aNumberThatIsTooLongMeansNothing() throws IOException {
    assertThat(over("1".repeat(1000)).number()).isNaN();
  }

  @Test
  void nestingIsBounded() {
    assertThatCode(() -> over("[".repeat(JsonReader.DEEPEST) + "]".repeat(JsonReader.DEEPEST)).skip())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> over("[".repeat(1_000_000)).skip())
        .isInstanceOf(JsonReader.Malformed.class)
        .hasMessage("expected at most 64 levels");
    assertThatThrownBy(() -> over("{\"a\":".repeat(1_000_000)).skip())
        .isInstanceOf(JsonReader.Malformed.class);
  }

  @Test
  void aStreamThatGivesOneByteAtATimeIsReadAlike() throws IOException {
    byte[] bytes = Events.wholeLife("ä€😀").getBytes(StandardCharsets.UTF_8);
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(1, length));
          }
        };
    JsonReader reader = new JsonReader(slow);
    reader.skip();
    assertThat(reader.peek()).isEqualTo(-1);
  }
}
