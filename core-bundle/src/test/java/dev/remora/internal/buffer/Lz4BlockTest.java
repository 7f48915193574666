// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our block codec and hash against those of lz4-java, both ways. */
class Lz4BlockTest {
  private static final long SEED = Long.getLong("remora.test.seed", System.nanoTime());
  private static final int GUARD = 7;

  private final LZ4Factory library = LZ4Factory.safeInstance();
  private final LZ4Compressor theirCompressor = library.fastCompressor();
  private final LZ4SafeDecompressor theirDecompressor = library.safeDecompressor();
  private final XXHash32 theirHash = XXHashFactory.safeInstance().hash32();
  private final Random random = new Random(SEED);

  @BeforeAll
  static void printSeed() {
    System.out.println("Lz4BlockTest -Dremora.test.seed=" + SEED);
  }

  /** Runs of noise, runs of one byte, repetitions from anywhere before, words: in any mixture. */
  private byte[] mixture(int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int count = Math.min(length - at, 1 + random.nextInt(1 + random.nextInt(2_000)));
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] noise = new byte[count];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, count);
        }
        case 1 -> Arrays.fill(bytes, at, at + count, (byte) random.nextInt());
        case 2 -> {
          int from = random.nextInt(at + 1);
          for (int i = 0; i < count; i++) {
            bytes[at + i] = bytes[from + i];
          }
        }
        default -> {
          byte[] words =
              ("system.cpu.time" + random.nextInt(30)).getBytes(StandardCharsets.US_ASCII);
          for (int i = 0; i < count; i++) {
            bytes[at + i] = words[i % words.length];
          }
        }
      }
      at += count;
    }
    return bytes;
  }

  private int anyLength() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(40);
      case 1 -> random.nextInt(2_000);
      case 2 -> random.nextInt(70_000);
      default -> random.nextInt(300_000);
    };
  }

  @Test
  void eachDecompressesWhatTheOtherCompressed() {
    for (int i = 0; i < 1_500; i++) {
      byte[] raw = mixture(anyLength());
      byte[] ours = new byte[GUARD + Lz4Block.maxLength(raw.length)];
      int end = Lz4Block.compress(raw, raw.length, ours, GUARD);
      byte[] back = new byte[raw.length];
      assertThat(theirDecompressor.decompress(ours, GUARD, end - GUARD, back, 0, raw.length))
          .as("theirs reads ours, seed %d, round %d", SEED, i)
          .isEqualTo(raw.length);
      assertThat(back).as("seed %d, round %d", SEED, i).isEqualTo(raw);
      assertReads(ours, GUARD, end, raw, i);

      byte[] theirs = new byte[theirCompressor.maxCompressedLength(raw.length)];
      int length = theirCompressor.compress(raw, 0, raw.length, theirs, 0, theirs.length);
      assertReads(theirs, 0, length, raw, i);
    }
  }

  private static void assertReads(byte[] block, int start, int end, byte[] raw, int round) {
    byte[] back = new byte[raw.length + 2 * GUARD];
    assertThat(Lz4Block.decompress(block, start, end, back, GUARD, raw.length))
        .as("ours reads it, seed %d, round %d", SEED, round)
        .isEqualTo(raw.length);
    assertThat(Arrays.copyOfRange(back, GUARD, GUARD + raw.length))
        .as("seed %d, round %d", SEED, round)
        .isEqualTo(raw);
    if (raw.length > 0) {
      assertThat(Lz4Block.decompress(block, start, end, back, GUARD, raw.length - 1))
          .as("one byte of room too little")
          .isEqualTo(-1);
    }
  }

  @Test
  void itIsAtMostATwentiethLongerThanTheLibrarys() {
    long ours = 0;
    long theirs = 0;
    for (int i = 0; i < 300; i++) {
      byte[] raw = mixture(1 + anyLength());
      byte[] block = new byte[Lz4Block.maxLength(raw.length)];
      ours += Lz4Block.compress(raw, raw.length, block, 0);
      theirs += theirCompressor.compress(raw).length;
    }
    assertThat((double) ours / theirs).as("seed %d", SEED).isLessThan(1.05);
  }

  @Test
  void anyBytesAreDecompressedAsTheLibraryDoesOrRefused() {
    int taken = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] raw = mixture(random.nextInt(300));
      byte[] block = Arrays.copyOf(theirCompressor.compress(raw), 3 + random.nextInt(300));
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        block[random.nextInt(block.length)] = (byte) random.nextInt();
      }
      int room = random.nextInt(600);
      byte[] expected = new byte[room];
      int theirLength = theirs(block, expected);
      byte[] found = new byte[room + 2 * GUARD];
      Arrays.fill(found, (byte) 0x55);
      int length = Lz4Block.decompress(block, 0, block.length, found, GUARD, room);
      for (int g = 0; g < GUARD; g++) {
        assertThat(found[g] == 0x55 && found[GUARD + room + g] == 0x55)
            .as("nothing is written beside, seed %d", SEED)
            .isTrue();
      }
      if (theirLength >= 0 && length >= 0) {
        taken++;
        assertThat(length).isEqualTo(theirLength);
        assertThat(Arrays.copyOfRange(found, GUARD, GUARD + length))
            .as("seed %d, round %d", SEED, i)
            .isEqualTo(Arrays.copyOf(expected, length));
      }
      // The library refuses also what only writers must not do (a match near the end), and takes a
      // distance of 0, which the format's text forbids.
      assertThat(length >= 0 || theirLength < 0 || mayHoldDistanceZero(block))
          .as("seed %d, round %d", SEED, i)
          .isTrue();
    }
    assertThat(taken).isPositive();
  }

  private static boolean mayHoldDistanceZero(byte[] block) {
    for (int i = 1; i < block.length; i++) {
      if (block[i - 1] == 0 && block[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private int theirs(byte[] block, byte[] target) {
    try {
      return theirDecompressor.decompress(block, 0, block.length, target, 0, target.length);
    } catch (RuntimeException e) {
      return -1;
    }
  }

  @Test
  void theHashIsXxh32() {
    byte[] text = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(XxHash32.hash(new byte[0], 0, 0)).isEqualTo(0x02CC5D05);
    assertThat(XxHash32.hash(text, 0, 9)).isEqualTo(0x937BAD67);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      int start = random.nextInt(bytes.length + 1);
      int length = random.nextInt(bytes.length - start + 1);
      assertThat(XxHash32.hash(bytes, start, length))
          .as("seed %d, round %d", SEED, i)
          .isEqualTo(theirHash.hash(bytes, start, length, 0));
    }
  }
}
