// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every failure names the seed that makes it again: {@code -Dremora.fuzz.seed=…}. */
class BatchReaderFuzzTest {
  private static final long SEED = Long.getLong("remora.fuzz.seed", System.nanoTime());
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String[] WORDS = {
    "time", "type", "record", "requestId", "status", "errorType", "metrics", "durationMs", "spans",
    "name", "responseLatency", "platform.report", "platform.runtimeDone", "success", "ä€😀", "\"\\\n"
  };

  private final Random random = new Random(SEED);

  @Test
  void whateverIsDoneToABatchNothingEscapes() {
    byte[] whole =
        Events.batch(Events.INIT_START, Events.runtimeDone("r1", "success"), Events.report("r1"))
            .getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = damaged(whole);
      boolean read;
      try {
        new BatchReader().read(new ByteArrayInputStream(bytes), event -> {});
        read = true;
      } catch (JsonReader.Malformed e) {
        read = false;
      } catch (IOException | RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
      if (!read && isArray(bytes)) {
        throw new AssertionError("seed " + SEED + ": refused " + new String(bytes));
      }
    }
  }

  private byte[] damaged(byte[] whole) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "{}[]\",:\\ 0-eE.tu".charAt(random.nextInt(16));
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, at + 1);
        default ->
            System.arraycopy(
                whole, random.nextInt(whole.length / 2), bytes, at, Math.min(20, bytes.length - at));
      }
    }
    return bytes;
  }

  private static boolean isArray(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes).isArray();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void randomBatchesAreReadAsByJackson() throws IOException {
    for (int round = 0; round < 3000; round++) {
      ArrayNode batch = JsonNodeFactory.instance.arrayNode();
      for (int i = random.nextInt(4); i > 0; i--) {
        batch.add(event());
      }
      String json = random.nextBoolean() ? batch.toString() : batch.toPrettyString();
      if (random.nextBoolean()) {
        json = escaped(json);
      }
      List<String> read = new ArrayList<>();
      new BatchReader()
          .read(
              new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
              event ->
                  read.add(event.type + '|' + event.requestId + '|' + event.status + '|'
                      + event.durationMs + '|' + event.responseLatencyMs));
      List<String> expected = new ArrayList<>();
      for (JsonNode event : MAPPER.readTree(json)) {
        if (event.isObject()) {
          expected.add(asByJackson(event));
        }
      }
      assertThat(read).as("seed %d, %s", SEED, json).isEqualTo(expected);
    }
  }

  private static String asByJackson(JsonNode event) {
    JsonNode record = event.path("record");
    String latency = "NaN";
    for (JsonNode span : record.path("spans").isArray() ? record.path("spans") : MAPPER.createArrayNode()) {
      if (span.isObject() && span.path("name").asText().equals("responseLatency")) {
        latency = number(span.path("durationMs"));
      }
    }
    return text(event.path("type")) + '|' + text(record.path("requestId")) + '|'
        + text(record.path("status")) + '|' + number(record.path("metrics").path("durationMs")) + '|'
        + latency;
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  private static String number(JsonNode node) {
    return Double.toString(node.isNumber() ? node.doubleValue() : Double.NaN);
  }

  /** All but ASCII as escapes, in pairs of surrogates where one unit is not enough. */
  private static String escaped(String json) {
    StringBuilder text = new StringBuilder();
    for (char c : json.toCharArray()) {
      text.append(c < 128 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return text.toString();
  }

  private JsonNode event() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    members(event);
    if (random.nextInt(5) > 0) {
      event.put("type", word());
    }
    if (random.nextInt(5) > 0) {
      ObjectNode record = event.putObject("record");
      members(record);
      record.put("requestId", word());
      if (random.nextBoolean()) {
        record.putObject("metrics").put("durationMs", random.nextDouble() * 1000);
      }
      if (random.nextBoolean()) {
        ArrayNode spans = record.putArray("spans");
        spans.add(value(2));
        spans.addObject().put("name", "responseLatency").put("durationMs", random.nextInt(1000));
      }
    }
    return random.nextInt(10) == 0 ? value(2) : event;
  }

  private void members(ObjectNode node) {
    for (int i = random.nextInt(4); i > 0; i--) {
      node.set(word(), value(3));
    }
  }

  private JsonNode value(int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0:
        return nodes.textNode(word());
      case 1:
        return nodes.numberNode(random.nextLong());
      case 2:
        return nodes.numberNode(random.nextGaussian());
      case 3:
        return nodes.booleanNode(random.nextBoolean());
      case 4:
        return nodes.nullNode();
      case 5:
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(value(depth - 1));
        }
        return array;
      default:
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          object.set(word(), value(depth - 1));
        }
        return object;
    }
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  @Test
  void aBatchOfAnySizeTakesTheSameMemory() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    String[] endless = {
      "{\"type\":\"function\",\"record\":\"" + "x".repeat(5000) + "\"},",
      "{\"" + "y".repeat(5000) + "\":[" + "12345678,".repeat(500) + "1]},",
      "[[[[{}]]]],",
      "{\"type\":\"platform.fault\",\"record\":{\"requestId\":\"" + "z".repeat(5000) + "\"}},"
    };
    for (String piece : endless) {
      int times = 30_000_000 / piece.length();
      long before = threads.getCurrentThreadAllocatedBytes();
      new BatchReader().read(new Repeated(piece, times), event -> {});
      long perEvent = (threads.getCurrentThreadAllocatedBytes() - before) / times;
      // A few texts of at most 256 bytes each, thrown away with the event.
      assertThat(perEvent).as("bytes for each %.20s", piece).isLessThan(4000);
    }
  }

  /** An array of the same event over and over, without holding it. */
  private static final class Repeated extends InputStream {
    private final byte[] piece;
    private final long end;
    private long position;

    Repeated(String piece, int times) {
      this.piece = piece.getBytes(StandardCharsets.UTF_8);
      this.end = (long) this.piece.length * times;
    }

    @Override
    public int read() {
      long at = position++;
      if (at == 0) {
        return '[';
      }
      return at <= end ? piece[(int) ((at - 1) % piece.length)] : at == end + 1 ? '0' : at == end + 2 ? ']' : -1;
    }
  }
}
