// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the builder of the layer worked out about the built-in bundles, so that the launcher need
 * not: written once with the layer, read at every start.
 *
 * @param bundles the built-in bundles, the core first
 * @param systemPackages packages that the framework exports when all bundles are built-in: just
 *     those that they import
 * @param allSystemPackages packages that it exports when jars are installed too: every library and
 *     every package of the run-time image
 */
public record BundleIndex(
    List<BundleDescription> bundles, String systemPackages, String allSystemPackages) {

  /** The index as a resource beside this class. */
  public static final String RESOURCE = "bundles.index";

  private static final int VERSION = 1;
  private static final PluginKind[] KINDS = PluginKind.values();

  /**
   * Reads an index.
   *
   * @throws IOException also when it is of another version
   */
  public static BundleIndex read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(stream));
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("bundle index of version " + version + ", expected " + VERSION);
    }
    String systemPackages = readText(in);
    String allSystemPackages = readText(in);
    int count = in.readUnsignedShort();
    List<BundleDescription> bundles = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      bundles.add(readBundle(in));
    }
    return new BundleIndex(bundles, systemPackages, allSystemPackages);
  }

  /** Writes the index. */
  public void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeByte(VERSION);
    writeText(out, systemPackages);
    writeText(out, allSystemPackages);
    out.writeShort(bundles.size());
    for (BundleDescription bundle : bundles) {
      writeBundle(out, bundle);
    }
    out.flush();
  }

  private static BundleDescription readBundle(DataInputStream in) throws IOException {
    String location = readText(in);
    int headerCount = in.readUnsignedShort();
    Map<String, String> headers = HashMap.newHashMap(headerCount);
    for (int i = 0; i < headerCount; i++) {
      headers.put(readText(in), readText(in));
    }
    int pluginCount = in.readUnsignedShort();
    List<PluginName> plugins = new ArrayList<>(pluginCount);
    for (int i = 0; i < pluginCount; i++) {
      plugins.add(new PluginName(KINDS[in.readUnsignedByte()], readText(in)));
    }
    int requireCount = in.readUnsignedShort();
    List<String> requires = new ArrayList<>(requireCount);
    for (int i = 0; i < requireCount; i++) {
      requires.add(readText(in));
    }
    return new BundleDescription(location, headers, plugins, requires, readText(in));
  }

  private static void writeBundle(DataOutputStream out, BundleDescription bundle)
      throws IOException {
    writeText(out, bundle.location());
    out.writeShort(bundle.headers().size());
    for (Map.Entry<String, String> header : bundle.headers().entrySet()) {
      writeText(out, header.getKey());
      writeText(out, header.getValue());
    }
    out.writeShort(bundle.plugins().size());
    for (PluginName plugin : bundle.plugins()) {
      out.writeByte(plugin.kind().ordinal());
      writeText(out, plugin.name());
    }
    out.writeShort(bundle.requires().size());
    for (String location : bundle.requires()) {
      writeText(out, location);
    }
    writeText(out, bundle.entries());
  }

  // Not readUTF: lists of entries and packages may be longer than 64 KiB.
  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
