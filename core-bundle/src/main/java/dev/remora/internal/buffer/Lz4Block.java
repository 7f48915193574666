// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/**
 * Compresses and decompresses one LZ4 block (LZ4 Block Format). The library lz4-java does the same;
 * it is not used here because making its codec tests it first, which costs 4 to 10 ms of CPU at the
 * first batch of every sandbox. Both are checked against each other and against the {@code lz4}
 * tool. Stateless, thread-safe.
 */
final class Lz4Block {
  private static final int MIN_MATCH = 4;

  /** The last five bytes are always literals, and the last match begins twelve before the end. */
  private static final int LAST_LITERALS = 5;

  private static final int LAST_MATCH_START = 12;
  private static final int MAX_DISTANCE = 65_535;

  /** A length of this in the token says that more bytes of it follow. */
  private static final int LONG = 15;

  private static final int MORE = 255;

  /** Places for the last position of each hash: 32 KiB. */
  private static final int HASH_BITS = 13;

  /** 2^32 divided by the golden ratio: spreads neighbouring values. */
  private static final int HASH_FACTOR = 0x9E3779B1;

  /** After 2^6 tries in vain steps become longer, so that noise is passed over fast. */
  private static final int TRIES_BITS = 6;

  private Lz4Block() {}

  /** Most bytes that {@link #compress} writes for so many. */
  static int maxLength(int rawLength) {
    return rawLength + rawLength / 255 + 16;
  }

  /**
   * Compresses {@code raw[0, length)} into {@code target} from {@code start} on, which must have
   * room for {@link #maxLength}.
   *
   * @return where the block ends
   */
  static int compress(byte[] raw, int length, byte[] target, int start) {
    int[] positions = new int[1 << HASH_BITS];
    int out = start;
    int literals = 0;
    int at = 1;
    int tries = 1 << TRIES_BITS;
    while (at <= length - LAST_MATCH_START) {
      int place = place(raw, at);
      int match = positions[place];
      positions[place] = at;
      if (at - match > MAX_DISTANCE || !isMatch(raw, at, match)) {
        at += tries++ >>> TRIES_BITS;
        continue;
      }
      tries = 1 << TRIES_BITS;
      while (at > literals && match > 0 && raw[at - 1] == raw[match - 1]) {
        at--;
        match--;
      }
      int distance = at - match;
      int end = at + MIN_MATCH;
      while (end < length - LAST_LITERALS && raw[end] == raw[end - distance]) {
        end++;
      }
      int more = end - at - MIN_MATCH;
      out = putLiterals(raw, literals, at, more, target, out);
      target[out++] = (byte) distance;
      target[out++] = (byte) (distance >>> 8);
      if (more >= LONG) {
        out = putRest(more - LONG, target, out);
      }
      literals = end;
      at = end;
      if (at <= length - LAST_MATCH_START) {
        positions[place(raw, at - 2)] = at - 2;
      }
    }
    return putLiterals(raw, literals, length, 0, target, out);
  }

  private static int place(byte[] raw, int at) {
    return LittleEndian.getInt(raw, at) * HASH_FACTOR >>> 32 - HASH_BITS;
  }

  private static boolean isMatch(byte[] raw, int at, int match) {
    return raw[match] == raw[at]
        && raw[match + 1] == raw[at + 1]
        && raw[match + 2] == raw[at + 2]
        && raw[match + 3] == raw[at + 3];
  }

  /** Begins a sequence: its token and its literals {@code raw[from, to)}. */
  private static int putLiterals(
      byte[] raw, int from, int to, int matchRest, byte[] target, int start) {
    int count = to - from;
    int out = start;
    target[out++] = (byte) (Math.min(count, LONG) << 4 | Math.min(matchRest, LONG));
    if (count >= LONG) {
      out = putRest(count - LONG, target, out);
    }
    System.arraycopy(raw, from, target, out, count);
    return out + count;
  }

  private static int putRest(int rest, byte[] target, int start) {
    int out = start;
    int left = rest;
    while (left >= MORE) {
      target[out++] = (byte) MORE;
      left -= MORE;
    }
    target[out++] = (byte) left;
    return out;
  }

  /**
   * Decompresses the block {@code source[start, end)} into {@code raw} from {@code from} on. Any
   * bytes may stand there: none beyond the given ranges is read or written.
   *
   * @param room most bytes that it may become
   * @return how many it became; -1 if this is no block, or one of more
   */
  static int decompress(byte[] source, int start, int end, byte[] raw, int from, int room) {
    int limit = from + room;
    int in = start;
    int out = from;
    while (in < end) {
      int token = source[in++] & 0xFF;
      int literals = token >>> 4;
      if (literals == LONG) {
        int more = MORE;
        while (more == MORE) {
          if (in == end) {
            return -1;
          }
          more = source[in++] & 0xFF;
          literals += more;
        }
      }
      if (literals > end - in || literals > limit - out) {
        return -1;
      }
      System.arraycopy(source, in, raw, out, literals);
      in += literals;
      out += literals;
      if (in == end) {
        return out - from;
      }
      if (end - in < 2) {
        return -1;
      }
      int distance = source[in] & 0xFF | (source[in + 1] & 0xFF) << 8;
      in += 2;
      int match = token & LONG;
      if (match == LONG) {
        int more = MORE;
        while (more == MORE) {
          if (in == end) {
            return -1;
          }
          more = source[in++] & 0xFF;
          match += more;
        }
      }
      match += MIN_MATCH;
      if (distance == 0 || distance > out - from || match > limit - out) {
        return -1;
      }
      out = repeat(raw, out, distance, match);
    }
    return -1;
  }

  /** Copies what stands before, which may reach into the copy itself. */
  private static int repeat(byte[] raw, int start, int distance, int length) {
    int from = start - distance;
    int out = start;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, out - from);
      System.arraycopy(raw, from, raw, out, part);
      out += part;
      left -= part;
    }
    return out;
  }
}
