// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Reads what metrics and logs have in common. */
final class JsonCommonReader {
  private JsonCommonReader() {}

  static Resource resource(JsonReader in) throws OtlpFormatException {
    Attributes attributes = Attributes.none();
    in.beginObject();
    for (String name = nextField(in); name != null; name = nextField(in)) {
      if (name.equals("attributes")) {
        attributes = attributes(in);
      } else {
        in.skip();
      }
    }
    return new Resource(attributes);
  }

  static Scope scope(JsonReader in) throws OtlpFormatException {
    String scopeName = "";
    String version = "";
    Attributes attributes = Attributes.none();
    in.beginObject();
    for (String name = nextField(in); name != null; name = nextField(in)) {
      switch (name) {
        case "name" -> scopeName = in.string();
        case "version" -> version = in.string();
        case "attributes" -> attributes = attributes(in);
        default -> in.skip();
      }
    }
    return new Scope(scopeName, version, attributes);
  }

  /** The name of the next member that is not null; null at the end of the object. */
  static String nextField(JsonReader in) throws OtlpFormatException {
    String name = in.nextName();
    while (name != null && in.skipNull()) {
      name = in.nextName();
    }
    return name;
  }

  static Attributes attributes(JsonReader in) throws OtlpFormatException {
    List<KeyValue> entries = new ArrayList<>();
    in.beginArray();
    while (in.nextElement()) {
      entries.add(keyValue(in));
    }
    return ProtoCommonReader.attributes(entries);
  }

  private static KeyValue keyValue(JsonReader in) throws OtlpFormatException {
    String key = "";
    AnyValue value = ProtoCommonReader.NO_VALUE;
    in.beginObject();
    for (String name = nextField(in); name != null; name = nextField(in)) {
      switch (name) {
        case "key" -> key = in.string();
        case "value" -> value = value(in);
        default -> in.skip();
      }
    }
    return new KeyValue(key, value);
  }

  static AnyValue value(JsonReader in) throws OtlpFormatException {
    AnyValue value = ProtoCommonReader.NO_VALUE;
    in.beginObject();
    for (String name = nextField(in); name != null; name = nextField(in)) {
      switch (name) {
        case "stringValue" -> value = new AnyValue.Text(in.string());
        case "boolValue" -> value = new AnyValue.Flag(in.bool());
        case "intValue" -> value = new AnyValue.Whole(JsonNumber.int64(in));
        case "doubleValue" -> value = new AnyValue.Real(JsonNumber.real(in));
        case "bytesValue" -> value = new AnyValue.Bytes(base64(in));
        case "arrayValue" -> value = array(in);
        case "kvlistValue" -> value = keyValues(in);
        default -> in.skip();
      }
    }
    return value;
  }

  private static AnyValue array(JsonReader in) throws OtlpFormatException {
    List<AnyValue> values = new ArrayList<>();
    in.beginObject();
    for (String name = nextField(in); name != null; name = nextField(in)) {
      if (name.equals("values")) {
        in.beginArray();
        while (in.nextElement()) {
          values.add(value(in));
        }
      } else {
        in.skip();
      }
    }
    return new AnyValue.Array(values);
  }

  private static AnyValue keyValues(JsonReader in) throws OtlpFormatException {
    Attributes values = Attributes.none();
    in.beginObject();
    for (String name = nextField(in); name != null; name = nextField(in)) {
      if (name.equals("values")) {
        values = attributes(in);
      } else {
        in.skip();
      }
    }
    return new AnyValue.KeyValues(values);
  }

  /** Hexadecimal digits of any case, as the lower-case ones that the model has. */
  static String hex(JsonReader in) throws OtlpFormatException {
    String text = in.string();
    if (!Hex.isHex(text)) {
      throw in.bad("an id is not hexadecimal");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** Base64, also of the kind for URLs, as protobuf's JSON allows. */
  private static byte[] base64(JsonReader in) throws OtlpFormatException {
    String text = in.string().replace('-', '+').replace('_', '/');
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw in.bad("bytes are not in Base64");
    }
  }
}
