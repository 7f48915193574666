// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a folder as a zip whose bytes depend on nothing but names, contents and executable bits:
 * sorted, one time for all, Unix modes 0755 and 0644. The JDK's own writers set no modes or take
 * times from the clock and its zone. Format: APPNOTE 6.3, without its 64-bit extensions.
 */
final class LayerZip {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END_OF_DIRECTORY = 0x06054b50;
  private static final short VERSION = 20;
  private static final short MADE_ON_UNIX = 3 << 8 | VERSION;
  private static final short NAMES_IN_UTF8 = 1 << 11;
  private static final short STORED = 0;
  private static final short DEFLATED = 8;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_JANUARY_1980 = 1 << 5 | 1;
  private static final int FOLDER_MODE = 0040755 << 16 | 0x10; // and MS-DOS's bit for folders
  private static final int PROGRAM_MODE = 0100755 << 16;
  private static final int FILE_MODE = 0100644 << 16;

  private record Entry(
      byte[] name, short method, int crc, int packed, int size, int mode, int at) {}

  private final OutputStream out;
  private final List<Entry> entries = new ArrayList<>();
  private int position;

  private LayerZip(OutputStream out) {
    this.out = out;
  }

  /** Writes all that is below the folder, the folder itself left out. */
  static void write(Path folder, Path zip) throws IOException {
    Files.createDirectories(zip.toAbsolutePath().getParent());
    try (OutputStream out = Files.newOutputStream(zip);
        Stream<Path> paths = Files.walk(folder)) {
      LayerZip writer = new LayerZip(out);
      for (Path path : paths.filter(path -> !path.equals(folder)).sorted().toList()) {
        writer.add(folder.relativize(path).toString(), path);
      }
      writer.finish();
    }
  }

  private void add(String name, Path path) throws IOException {
    if (Files.isDirectory(path)) {
      add(name + '/', new byte[0], FOLDER_MODE);
    } else {
      add(name, Files.readAllBytes(path), Files.isExecutable(path) ? PROGRAM_MODE : FILE_MODE);
    }
  }

  private void add(String name, byte[] content, int mode) throws IOException {
    byte[] packed = deflate(content);
    boolean smaller = packed.length < content.length;
    byte[] data = smaller ? packed : content;
    CRC32 crc = new CRC32();
    crc.update(content);
    Entry entry =
        new Entry(
            name.getBytes(StandardCharsets.UTF_8),
            smaller ? DEFLATED : STORED,
            (int) crc.getValue(),
            data.length,
            content.length,
            mode,
            position);
    entries.add(entry);
    ByteBuffer header = buffer(30);
    common(header.putInt(LOCAL_HEADER), entry);
    put(header);
    put(entry.name());
    put(data);
  }

  private void finish() throws IOException {
    int start = position;
    for (Entry entry : entries) {
      ByteBuffer header = buffer(46);
      common(header.putInt(CENTRAL_HEADER).putShort(MADE_ON_UNIX), entry);
      header.putShort((short) 0).putShort((short) 0).putShort((short) 0);
      header.putInt(entry.mode()).putInt(entry.at());
      put(header);
      put(entry.name());
    }
    short count = (short) entries.size();
    ByteBuffer end = buffer(22).putInt(END_OF_DIRECTORY).putInt(0);
    end.putShort(count).putShort(count).putInt(position - start).putInt(start).putShort((short) 0);
    put(end);
  }

  /** The fields that both headers of a file have in the same order. */
  private static void common(ByteBuffer header, Entry entry) {
    header.putShort(VERSION).putShort(NAMES_IN_UTF8).putShort(entry.method());
    header.putShort(MIDNIGHT).putShort(FIRST_OF_JANUARY_1980);
    header.putInt(entry.crc()).putInt(entry.packed()).putInt(entry.size());
    header.putShort((short) entry.name().length).putShort((short) 0);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void put(ByteBuffer header) throws IOException {
    put(header.array());
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    position = Math.addExact(position, bytes.length);
  }

  private static byte[] deflate(byte[] content) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream(content.length / 2 + 64);
      byte[] block = new byte[64 * 1024];
      while (!deflater.finished()) {
        packed.write(block, 0, deflater.deflate(block));
      }
      return packed.toByteArray();
    }
  }
}
