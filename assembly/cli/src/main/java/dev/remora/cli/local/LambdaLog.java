// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes {@code lambda.log}: all output of the sandbox, a line each with time and source. What the
 * user should know is shown at once besides.
 */
final class LambdaLog implements Sandbox.Listener, AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final BufferedWriter out;
  private final Clock clock;
  private final Progress progress;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private boolean closed;

  LambdaLog(Path file, Clock clock, Progress progress) throws IOException {
    this.out = Files.newBufferedWriter(file);
    this.clock = clock;
    this.progress = progress;
  }

  /** Shows a text to the user once, though every sandbox of a run may have it to say. */
  @Override
  public void note(String text) {
    if (said.add(text)) {
      progress.note(text);
    }
    log("local-lambda", text);
  }

  /** Writes one line; from any thread. After the end of the log it does nothing. */
  @Override
  public synchronized void log(String source, String line) {
    if (closed) {
      return; // a process may write until it is killed
    }
    try {
      out.write(TIME.format(clock.instant()) + " " + source + " | " + line);
      out.newLine();
      out.flush(); // may be followed while it grows
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    out.close();
  }
}
