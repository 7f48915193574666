// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

/**
 * Writes protobuf's wire format (protobuf.dev, "Encoding"). A nested message is written between
 * {@link #open} and {@link #close}, which puts the length in front afterwards: one byte is kept
 * free for it, and a message of 128 bytes or more is moved up by what its length needs more.
 */
final class ProtoWriter extends GrowingBytes {

  ProtoWriter(int capacity) {
    super(capacity);
  }

  /** Seven bits a byte, lowest first; a negative number takes ten bytes. */
  void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((int) rest | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  /** A varint field, also when zero. */
  void varint(int tag, long value) {
    varint(tag);
    varint(value);
  }

  /** A fixed64 or sfixed64 field, also when zero. */
  void fixed64(int tag, long value) {
    varint(tag);
    fixed64(value);
  }

  /** A double field, also when zero. */
  void real(int tag, double value) {
    varint(tag);
    fixed64(Double.doubleToRawLongBits(value));
  }

  /** Eight bytes, lowest first. */
  void fixed64(long value) {
    reserve(8);
    byte[] to = array;
    int at = size;
    to[at] = (byte) value;
    to[at + 1] = (byte) (value >>> 8);
    to[at + 2] = (byte) (value >>> 16);
    to[at + 3] = (byte) (value >>> 24);
    to[at + 4] = (byte) (value >>> 32);
    to[at + 5] = (byte) (value >>> 40);
    to[at + 6] = (byte) (value >>> 48);
    to[at + 7] = (byte) (value >>> 56);
    size = at + 8;
  }

  /** A string field, also when empty. */
  void string(int tag, String text) {
    int start = open(tag);
    putUtf8(text);
    close(start);
  }

  /** A string field, left out when empty as proto3 does outside a oneof. */
  void stringUnlessEmpty(int tag, String text) {
    if (!text.isEmpty()) {
      string(tag, text);
    }
  }

  /** A bytes field or a message that is encoded already. */
  void bytes(int tag, byte[] value, int length) {
    varint(tag);
    varint(length);
    put(value, 0, length);
  }

  /** Begins a message. */
  int open(int tag) {
    varint(tag);
    put(0);
    return size;
  }

  /** Ends the message that began at {@code start}, which {@link #open} returned. */
  void close(int start) {
    int length = size - start;
    int more = varintSize(length) - 1;
    if (more > 0) {
      reserve(more);
      System.arraycopy(array, start, array, start + more, length);
    }
    size = start - 1;
    varint(length);
    size += length;
  }

  /** Bytes that a length or tag takes as a varint. */
  static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Bytes of a length-delimited field whose number is below 16, with tag and length. */
  static int fieldSize(int length) {
    return 1 + varintSize(length) + length;
  }
}
