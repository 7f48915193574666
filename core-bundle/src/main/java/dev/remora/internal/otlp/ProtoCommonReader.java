// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import java.util.ArrayList;
import java.util.List;

/** Reads what metrics and logs have in common. */
final class ProtoCommonReader {
  static final Resource NO_RESOURCE = new Resource(Attributes.none());
  static final Scope NO_SCOPE = new Scope("", "", Attributes.none());
  static final AnyValue NO_VALUE = new AnyValue.Empty();

  private ProtoCommonReader() {}

  static Resource resource(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    List<KeyValue> attributes = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == Tag.RESOURCE_ATTRIBUTE) {
        attributes.add(keyValue(in));
      } else {
        in.skip(tag);
      }
    }
    in.close(outer);
    return attributes.isEmpty() ? NO_RESOURCE : new Resource(new Attributes(attributes));
  }

  static Scope scope(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    String name = "";
    String version = "";
    List<KeyValue> attributes = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.SCOPE_NAME -> name = in.string();
        case Tag.SCOPE_VERSION -> version = in.string();
        case Tag.SCOPE_ATTRIBUTE -> attributes.add(keyValue(in));
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new Scope(name, version, attributes(attributes));
  }

  static Attributes attributes(List<KeyValue> entries) {
    return entries.isEmpty() ? Attributes.none() : new Attributes(entries);
  }

  static KeyValue keyValue(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    String key = "";
    AnyValue value = NO_VALUE;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.KEY_VALUE_KEY -> key = in.string();
        case Tag.KEY_VALUE_VALUE -> value = value(in);
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new KeyValue(key, value);
  }

  static AnyValue value(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    AnyValue value = NO_VALUE;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.VALUE_STRING -> value = new AnyValue.Text(in.string());
        case Tag.VALUE_BOOL -> value = new AnyValue.Flag(in.varint() != 0);
        case Tag.VALUE_INT -> value = new AnyValue.Whole(in.varint());
        case Tag.VALUE_DOUBLE -> value = new AnyValue.Real(in.real());
        case Tag.VALUE_ARRAY -> value = array(in);
        case Tag.VALUE_KEY_VALUES -> value = keyValues(in);
        case Tag.VALUE_BYTES -> value = new AnyValue.Bytes(in.bytes());
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return value;
  }

  private static AnyValue array(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    List<AnyValue> values = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == Tag.LIST_VALUE) {
        values.add(value(in));
      } else {
        in.skip(tag);
      }
    }
    in.close(outer);
    return new AnyValue.Array(values);
  }

  private static AnyValue keyValues(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    List<KeyValue> values = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == Tag.LIST_VALUE) {
        values.add(keyValue(in));
      } else {
        in.skip(tag);
      }
    }
    in.close(outer);
    return new AnyValue.KeyValues(attributes(values));
  }
}
