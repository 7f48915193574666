// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.Attributes;

/**
 * Attributes of number points in encoded form, by identity of the object: samplers keep those they
 * use on every tick as constants. A fixed number of places; one of them is taken over when all that
 * an object may stand in are in use, so attributes made anew on each tick cost time and no memory.
 */
final class AttributesCache {
  private static final int PLACES = 512;
  private static final int TRIES = 4;
  private static final int LARGEST = 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Attributes[] keys = new Attributes[PLACES];
  private final byte[][] values = new byte[PLACES][];
  private final ProtoWriter scratch = new ProtoWriter(256);

  /** The {@code attributes} fields of a NumberDataPoint. Not to be changed by the caller. */
  byte[] encoded(Attributes attributes) {
    if (attributes.isEmpty()) {
      return NOTHING;
    }
    int hash = System.identityHashCode(attributes);
    int free = hash & PLACES - 1;
    for (int i = 0; i < TRIES; i++) {
      int place = hash + i & PLACES - 1;
      if (keys[place] == attributes) {
        return values[place];
      }
      if (keys[place] == null) {
        free = place;
        break;
      }
    }
    scratch.clear();
    ProtoCommonWriter.attributes(scratch, Tag.POINT_ATTRIBUTE, attributes);
    byte[] encoded = scratch.copy();
    if (encoded.length <= LARGEST) {
      keys[free] = attributes;
      values[free] = encoded;
    }
    return encoded;
  }
}
