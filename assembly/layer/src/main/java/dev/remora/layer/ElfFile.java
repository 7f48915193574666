// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A 64-bit little-endian ELF file, as far as a layer needs it: takes out what only debuggers read,
 * and tells which versions of other libraries' symbols it needs. Done here and not with {@code
 * strip}, so that a layer does not depend on the tools of the machine it was built on. Structures:
 * System V ABI, and the Linux Standard Base for symbol versions.
 */
final class ElfFile {
  private static final int HEADER_SIZE = 64;
  private static final int SECTION_SIZE = 64;
  private static final int TYPE_SYMBOL_TABLE = 2;
  private static final int TYPE_STRING_TABLE = 3;
  private static final int TYPE_NO_BITS = 8;
  private static final int TYPE_VERSIONS_NEEDED = 0x6ffffffe;
  private static final long FLAG_ALLOCATED = 2;

  private final ByteBuffer bytes;
  private final List<Section> sections = new ArrayList<>();
  private final int namesIndex;

  /** One section header; offsets, sizes and addresses in bytes. */
  private record Section(int at, int name, int type, long flags, long offset, long size, int link) {
    boolean allocated() {
      return (flags & FLAG_ALLOCATED) != 0;
    }

    long end() {
      return type == TYPE_NO_BITS ? offset : offset + size;
    }
  }

  private ElfFile(byte[] content) {
    bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    long table = bytes.getLong(40);
    int count = bytes.getShort(60) & 0xffff;
    namesIndex = bytes.getShort(62) & 0xffff;
    for (int i = 0; i < count; i++) {
      int at = Math.toIntExact(table) + i * SECTION_SIZE;
      sections.add(
          new Section(
              at,
              bytes.getInt(at),
              bytes.getInt(at + 4),
              bytes.getLong(at + 8),
              bytes.getLong(at + 24),
              bytes.getLong(at + 32),
              bytes.getInt(at + 40)));
    }
  }

  /** Whether these bytes are such a file. */
  static boolean is(byte[] content) {
    return content.length > HEADER_SIZE
        && content[0] == 0x7f
        && content[1] == 'E'
        && content[2] == 'L'
        && content[3] == 'F'
        && content[4] == 2
        && content[5] == 1;
  }

  /** Reads the section headers. */
  static ElfFile of(byte[] content) {
    return new ElfFile(content);
  }

  /**
   * The file without symbol table, debug information and other sections that are not loaded. What
   * is loaded stays byte for byte where it is.
   */
  byte[] stripped() {
    List<Section> kept = new ArrayList<>();
    int[] newIndex = new int[sections.size()];
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      if (i == 0 || i == namesIndex || section.allocated()) {
        newIndex[i] = kept.size();
        kept.add(section);
      }
    }
    long loaded = loadedEnd(kept);
    Section names = sections.get(namesIndex);
    long namesOffset = align(loaded);
    long tableOffset = align(namesOffset + names.size());
    long length = tableOffset + (long) kept.size() * SECTION_SIZE;
    if (length >= bytes.capacity()) {
      return bytes.array().clone();
    }
    ByteBuffer out = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(0, bytes, 0, (int) loaded);
    out.put((int) namesOffset, bytes, (int) names.offset(), (int) names.size());
    for (int i = 0; i < kept.size(); i++) {
      Section section = kept.get(i);
      int at = (int) tableOffset + i * SECTION_SIZE;
      out.put(at, bytes, section.at(), SECTION_SIZE);
      out.putInt(at + 40, newIndex[section.link()]);
      if (section == names) {
        out.putLong(at + 24, namesOffset);
      }
      // For relocations sh_info is a section, too (only where SHF_INFO_LINK says so).
      if ((section.flags() & 0x40) != 0) {
        out.putInt(at + 44, newIndex[bytes.getInt(section.at() + 44)]);
      }
    }
    out.putLong(40, tableOffset);
    out.putShort(60, (short) kept.size());
    out.putShort(62, (short) newIndex[namesIndex]);
    return out.array();
  }

  /** End of everything that is mapped into memory: segments and allocated sections. */
  private long loadedEnd(List<Section> kept) {
    long end = HEADER_SIZE;
    long table = bytes.getLong(32);
    int size = bytes.getShort(54) & 0xffff;
    int count = bytes.getShort(56) & 0xffff;
    end = Math.max(end, table + (long) size * count);
    for (int i = 0; i < count; i++) {
      int at = Math.toIntExact(table) + i * size;
      end = Math.max(end, bytes.getLong(at + 8) + bytes.getLong(at + 32));
    }
    for (Section section : kept) {
      if (section.allocated()) {
        end = Math.max(end, section.end());
      }
    }
    return end;
  }

  private static long align(long offset) {
    return (offset + 7) & ~7L;
  }

  /** Whether it still has a symbol table that is not loaded. */
  boolean hasSymbolTable() {
    return sections.stream().anyMatch(s -> s.type() == TYPE_SYMBOL_TABLE);
  }

  /** Versions of symbols that it takes from other libraries, such as {@code GLIBC_2.17}. */
  List<String> neededVersions() {
    List<String> versions = new ArrayList<>();
    for (Section section : sections) {
      if (section.type() == TYPE_VERSIONS_NEEDED && section.size() > 0) {
        readVersions(section, sections.get(section.link()), versions);
      }
    }
    return versions;
  }

  private void readVersions(Section section, Section names, List<String> versions) {
    if (names.type() != TYPE_STRING_TABLE) {
      throw new IllegalArgumentException("the names of needed versions are no string table");
    }
    int library = (int) section.offset();
    while (true) {
      int version = library + bytes.getInt(library + 8);
      int count = bytes.getShort(library + 2) & 0xffff;
      for (int i = 0; i < count; i++) {
        versions.add(text((int) names.offset() + bytes.getInt(version + 8)));
        version += bytes.getInt(version + 12);
      }
      int next = bytes.getInt(library + 12);
      if (next == 0) {
        return;
      }
      library += next;
    }
  }

  private String text(int at) {
    int end = at;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), at, end - at, StandardCharsets.US_ASCII);
  }
}
