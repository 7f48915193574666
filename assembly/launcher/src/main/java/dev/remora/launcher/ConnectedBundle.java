// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;

/** A built-in bundle as the framework sees it: headers and names of files from the index. */
final class ConnectedBundle implements ConnectModule, ConnectContent {
  private final BundleDescription description;
  private final ClassLoader loader;

  ConnectedBundle(BundleDescription description, ClassLoader loader) {
    this.description = description;
    this.loader = loader;
  }

  @Override
  public ConnectContent getContent() {
    return this;
  }

  @Override
  public Optional<Map<String, String>> getHeaders() {
    return Optional.of(description.headers());
  }

  @Override
  public Iterable<String> getEntries() {
    return Arrays.asList(description.entries().split("\n")); // one character: no regular expression
  }

  @Override
  public Optional<ConnectEntry> getEntry(String path) {
    String name = path.startsWith("/") ? path.substring(1) : path;
    return contains(name) ? Optional.of(new Entry(name)) : Optional.empty();
  }

  @Override
  public Optional<ClassLoader> getClassLoader() {
    return Optional.of(loader);
  }

  @Override
  public void open() {}

  @Override
  public void close() {}

  /** Whether one of the lines is that name. */
  private boolean contains(String name) {
    String entries = description.entries();
    int at = name.isEmpty() ? -1 : entries.indexOf(name);
    while (at >= 0) {
      int end = at + name.length();
      if ((at == 0 || entries.charAt(at - 1) == '\n') && entries.charAt(end) == '\n') {
        return true;
      }
      at = entries.indexOf(name, at + 1);
    }
    return false;
  }

  private final class Entry implements ConnectEntry {
    private final String name;

    private Entry(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }

    /** Unknown, because the content is, too, until it is read. */
    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public long getLastModified() {
      return 0;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream stream = loader.getResourceAsStream(name);
      if (stream == null) {
        throw new IOException(description.location() + " has lost its file " + name);
      }
      return stream;
    }
  }
}
