// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

  private static JsonObject parse(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return JsonObject.parse(bytes, 0, bytes.length);
  }

  @Test
  void membersAreFoundAndMissingOnesAreEmpty() throws IOException {
    JsonObject object =
        parse(
            " { \"a\" : \"b\\u00e9\\n"
                + "\", \"n\":-1.5e3, \"o\":{\"x\":\"y\"}, \"l\":[true,null,{}] } ");
    assertThat(object.text("a")).isEqualTo("b\u00e9\n");
    assertThat(object.number("n")).isEqualTo(-1500);
    assertThat(object.object("o").text("x")).isEqualTo("y");
    assertThat(object.text("none")).isEmpty();
    assertThat(object.number("a")).isZero();
    assertThat(object.object("a").text("x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":tru}",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{}{}",
        "{\"a\":1-2}",
        "{a:1}"
      })
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(IOException.class);
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(100_000)))
        .hasMessageContaining("nested too deeply");
  }
}
