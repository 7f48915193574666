// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import java.util.List;

/**
 * Writes what metrics and logs have in common. Type tests in a row instead of a switch over the
 * sealed type: that one is linked at run time, on the agent's start path.
 */
final class ProtoCommonWriter {
  /** Values nested deeper are written as empty, so that every reader takes what we write. */
  static final int MAX_VALUE_DEPTH = 24;

  private ProtoCommonWriter() {}

  static void resource(ProtoWriter out, Resource resource) {
    int start = out.open(Tag.ENTRY_RESOURCE);
    attributes(out, Tag.RESOURCE_ATTRIBUTE, resource.attributes());
    out.close(start);
  }

  static void scope(ProtoWriter out, Scope scope) {
    int start = out.open(Tag.SCOPE_ENTRY_SCOPE);
    out.stringUnlessEmpty(Tag.SCOPE_NAME, scope.name());
    out.stringUnlessEmpty(Tag.SCOPE_VERSION, scope.version());
    attributes(out, Tag.SCOPE_ATTRIBUTE, scope.attributes());
    out.close(start);
  }

  static void attributes(ProtoWriter out, int tag, Attributes attributes) {
    attributes(out, tag, attributes, 0);
  }

  /** An AnyValue as the field {@code tag}. */
  static void value(ProtoWriter out, int tag, AnyValue value) {
    value(out, tag, value, 0);
  }

  private static void attributes(ProtoWriter out, int tag, Attributes attributes, int depth) {
    List<KeyValue> entries = attributes.entries();
    for (int i = 0; i < entries.size(); i++) {
      KeyValue entry = entries.get(i);
      int start = out.open(tag);
      out.stringUnlessEmpty(Tag.KEY_VALUE_KEY, entry.key());
      value(out, Tag.KEY_VALUE_VALUE, entry.value(), depth);
      out.close(start);
    }
  }

  private static void value(ProtoWriter out, int tag, AnyValue value, int depth) {
    int start = out.open(tag);
    // Members of a oneof are written also when zero or empty: being there is what sets the type.
    if (value instanceof AnyValue.Text text) {
      out.string(Tag.VALUE_STRING, text.value());
    } else if (value instanceof AnyValue.Whole whole) {
      out.varint(Tag.VALUE_INT, whole.value());
    } else if (value instanceof AnyValue.Real real) {
      out.real(Tag.VALUE_DOUBLE, real.value());
    } else if (value instanceof AnyValue.Flag flag) {
      out.varint(Tag.VALUE_BOOL, flag.value() ? 1 : 0);
    } else if (value instanceof AnyValue.Bytes bytes) {
      out.bytes(Tag.VALUE_BYTES, bytes.value(), bytes.value().length);
    } else if (value instanceof AnyValue.Array array && depth < MAX_VALUE_DEPTH) {
      int list = out.open(Tag.VALUE_ARRAY);
      for (int i = 0; i < array.values().size(); i++) {
        value(out, Tag.LIST_VALUE, array.values().get(i), depth + 1);
      }
      out.close(list);
    } else if (value instanceof AnyValue.KeyValues named && depth < MAX_VALUE_DEPTH) {
      int list = out.open(Tag.VALUE_KEY_VALUES);
      attributes(out, Tag.LIST_VALUE, named.values(), depth + 1);
      out.close(list);
    }
    out.close(start);
  }
}
