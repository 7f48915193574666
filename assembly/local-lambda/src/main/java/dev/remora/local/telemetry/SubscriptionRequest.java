// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The body of {@code PUT /2022-07-01/telemetry}, valid. Members that are not known are ignored.
 *
 * @param schemaVersion of the events
 * @param types the words, in the order of the request
 * @param categories the same as a set
 * @param buffering when batches are closed
 * @param destination where they go
 */
record SubscriptionRequest(
    SchemaVersion schemaVersion,
    List<String> types,
    Set<Category> categories,
    Buffering buffering,
    Destination destination) {

  private static final int BODY_LIMIT = 1024 * 1024;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Reads and checks a body.
   *
   * @param body JSON
   * @param versions schemas that are accepted
   * @throws SubscriptionRefused 400, saying what was wrong and what was expected
   */
  static SubscriptionRequest parse(byte[] body, Set<SchemaVersion> versions)
      throws SubscriptionRefused {
    JsonNode root = read(body);
    SchemaVersion version = version(root.path("schemaVersion"), versions);
    Set<Category> categories = EnumSet.noneOf(Category.class);
    List<String> types = types(root.path("types"), categories);
    return new SubscriptionRequest(
        version,
        types,
        categories,
        buffering(root.path("buffering")),
        destination(root.path("destination")));
  }

  private static JsonNode read(byte[] body) throws SubscriptionRefused {
    if (body.length > BODY_LIMIT) {
      throw SubscriptionRefused.invalid("body of " + body.length + " bytes, at most " + BODY_LIMIT);
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (IOException e) {
      throw SubscriptionRefused.invalid("failed to parse JSON: " + e.getMessage());
    }
    if (!root.isObject()) {
      throw SubscriptionRefused.invalid("the body must be a JSON object");
    }
    return root;
  }

  private static SchemaVersion version(JsonNode node, Set<SchemaVersion> versions)
      throws SubscriptionRefused {
    SchemaVersion version =
        node.isTextual() ? SchemaVersion.of(node.textValue()).orElse(null) : null;
    if (version == null || !versions.contains(version)) {
      List<String> known = versions.stream().map(SchemaVersion::word).toList();
      throw wrong("schemaVersion", node, "one of " + known);
    }
    return version;
  }

  private static List<String> types(JsonNode node, Set<Category> categories)
      throws SubscriptionRefused {
    String expected = "a list of at least one of platform, function, extension";
    if (!node.isArray() || node.isEmpty()) {
      throw wrong("types", node, expected);
    }
    List<String> types = new ArrayList<>();
    for (JsonNode type : node) {
      Category category = type.isTextual() ? Category.of(type.textValue()).orElse(null) : null;
      if (category == null) {
        throw wrong("types", node, expected);
      }
      categories.add(category);
      types.add(type.textValue());
    }
    return types;
  }

  private static Buffering buffering(JsonNode node) throws SubscriptionRefused {
    if (node.isMissingNode()) {
      return Buffering.DEFAULT;
    }
    if (!node.isObject()) {
      throw wrong("buffering", node, "an object");
    }
    return new Buffering(
        integer(node, "buffering.", "maxItems", 1_000, 10_000, Buffering.DEFAULT.maxItems()),
        integer(node, "buffering.", "maxBytes", 262_144, 1_048_576, Buffering.DEFAULT.maxBytes()),
        integer(node, "buffering.", "timeoutMs", 25, 30_000, Buffering.DEFAULT.timeoutMs()));
  }

  private static Destination destination(JsonNode node) throws SubscriptionRefused {
    if (!node.isObject()) {
      throw wrong("destination", node, "an object");
    }
    JsonNode protocol = node.path("protocol");
    return switch (protocol.asText()) {
      case "HTTP" -> new Destination.Http(address(node.path("URI")));
      case "TCP" -> new Destination.Tcp(integer(node, "destination.", "port", 1, 65_535, 0));
      default -> throw wrong("destination.protocol", protocol, "HTTP or TCP");
    };
  }

  private static URI address(JsonNode node) throws SubscriptionRefused {
    try {
      URI uri = new URI(node.asText());
      String host = uri.getHost();
      boolean ours = "sandbox.localdomain".equals(host) || "sandbox".equals(host);
      if ("http".equals(uri.getScheme()) && ours && uri.getPort() > 0 && uri.getPort() < 65_536) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new URI("http://127.0.0.1:" + uri.getPort() + path + query);
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw wrong("destination.URI", node, "http://sandbox.localdomain:PORT/PATH");
  }

  /** A member of an object; {@code otherwise} where it is missing, unless that is 0. */
  private static int integer(
      JsonNode object, String prefix, String name, int least, int most, int otherwise)
      throws SubscriptionRefused {
    JsonNode node = object.path(name);
    if (node.isMissingNode() && otherwise != 0) {
      return otherwise;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw wrong(prefix + name, node, "an integer from " + least + " to " + most);
    }
    return node.intValue();
  }

  private static SubscriptionRefused wrong(String name, JsonNode node, String expected) {
    return SubscriptionRefused.invalid(
        name + (node.isMissingNode() ? " is missing" : " is " + node) + ", expected " + expected);
  }
}
