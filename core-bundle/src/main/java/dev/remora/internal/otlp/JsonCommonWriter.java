// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import java.util.List;

/** Writes what metrics and logs have in common. */
final class JsonCommonWriter {
  private static final String INVOCATION_ID = "faas.invocation_id";

  private final JsonWriter out;
  private final String invocationId;

  /** An empty invocation id: points and records get none. */
  JsonCommonWriter(JsonWriter out, String invocationId) {
    this.out = out;
    this.invocationId = invocationId;
  }

  void resource(Resource resource) {
    out.name("resource");
    out.beginObject();
    attributes(resource.attributes());
    out.endObject();
  }

  void scope(Scope scope) {
    out.name("scope");
    out.beginObject();
    out.stringUnlessEmpty("name", scope.name());
    out.stringUnlessEmpty("version", scope.version());
    attributes(scope.attributes());
    out.endObject();
  }

  /**
   * Attributes of a point or a record, with the invocation id where it is asked for and missing.
   */
  void itemAttributes(Attributes attributes) {
    if (invocationId.isEmpty() || attributes.get(INVOCATION_ID).isPresent()) {
      attributes(attributes);
    } else {
      attributes(attributes.with(INVOCATION_ID, invocationId));
    }
  }

  private void attributes(Attributes attributes) {
    if (!attributes.isEmpty()) {
      keyValues("attributes", attributes, 0);
    }
  }

  private void keyValues(String name, Attributes attributes, int depth) {
    out.beginArray(name);
    List<KeyValue> entries = attributes.entries();
    for (int i = 0; i < entries.size(); i++) {
      out.beginObject();
      out.string("key", entries.get(i).key());
      out.name("value");
      value(entries.get(i).value(), depth);
      out.endObject();
    }
    out.endArray();
  }

  /** An AnyValue as the value of the member begun or as an element. */
  void value(AnyValue value) {
    value(value, 0);
  }

  private void value(AnyValue value, int depth) {
    out.beginObject();
    if (value instanceof AnyValue.Text text) {
      out.string("stringValue", text.value());
    } else if (value instanceof AnyValue.Whole whole) {
      out.int64("intValue", whole.value());
    } else if (value instanceof AnyValue.Real real) {
      real(real.value());
    } else if (value instanceof AnyValue.Flag flag) {
      out.bool("boolValue", flag.value());
    } else if (value instanceof AnyValue.Bytes bytes) {
      out.base64("bytesValue", bytes.value());
    } else if (value instanceof AnyValue.Array array) {
      array(array, depth);
    } else if (value instanceof AnyValue.KeyValues named
        && depth < ProtoCommonWriter.MAX_VALUE_DEPTH) {
      out.name("kvlistValue");
      out.beginObject();
      keyValues("values", named.values(), depth + 1);
      out.endObject();
    }
    out.endObject();
  }

  private void real(double value) {
    if (Double.isFinite(value)) {
      out.real("doubleValue", value);
    } else {
      // Protobuf's JSON knows "NaN" here, several receivers refuse the whole request for it.
      out.string("stringValue", Double.toString(value));
    }
  }

  private void array(AnyValue.Array array, int depth) {
    if (depth < ProtoCommonWriter.MAX_VALUE_DEPTH) {
      out.name("arrayValue");
      out.beginObject();
      out.beginArray("values");
      for (int i = 0; i < array.values().size(); i++) {
        value(array.values().get(i), depth + 1);
      }
      out.endArray();
      out.endObject();
    }
  }
}
