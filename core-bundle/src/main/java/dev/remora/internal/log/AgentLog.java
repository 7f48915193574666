// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.log;

import dev.remora.api.PluginLog;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes lines to the agent's standard error, which the platform takes for log lines of the
 * extension. The same line is written once; how often it came again is said at the end.
 * Thread-safe.
 */
public final class AgentLog implements PluginLog {
  private static final int MOST_TEXTS = 256;

  /** How much is written. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    OFF
  }

  private final PrintStream out;
  private final Level level;
  private final String prefix;
  private final Map<String, Integer> seen;

  /** A log that writes what is at least of {@code level}. */
  public AgentLog(PrintStream out, Level level) {
    this(out, level, "remora: ", new HashMap<>());
  }

  private AgentLog(PrintStream out, Level level, String prefix, Map<String, Integer> seen) {
    this.out = out;
    this.level = level;
    this.prefix = prefix;
    this.seen = seen;
  }

  /** The same log with a plugin's name in front of each line. */
  public AgentLog named(String plugin) {
    return new AgentLog(out, level, "remora: " + plugin + ": ", seen);
  }

  @Override
  public void debug(String message) {
    write(Level.DEBUG, message);
  }

  @Override
  public void info(String message) {
    write(Level.INFO, message);
  }

  @Override
  public void warn(String message) {
    write(Level.WARN, message);
  }

  /** A warning with its cause; the stack trace only where somebody looks for causes. */
  public void warn(String message, Throwable cause) {
    write(Level.WARN, message + ": " + cause);
    if (level == Level.DEBUG) {
      synchronized (seen) {
        cause.printStackTrace(out);
      }
    }
  }

  /** Says how many lines were not written because they had been before; called at the end. */
  public void summarize() {
    int repeated = 0;
    synchronized (seen) {
      for (int times : seen.values()) {
        repeated += times - 1;
      }
    }
    if (repeated > 0) {
      info(repeated + " more lines like those above were left out");
    }
  }

  private int count(String line) {
    Integer before = seen.get(line);
    int now = before == null ? 1 : before + 1;
    seen.put(line, now);
    return now;
  }

  private void write(Level of, String message) {
    if (of.compareTo(level) < 0) {
      return;
    }
    String line = prefix + message.replace('\n', ' ').replace('\r', ' ');
    synchronized (seen) {
      if (seen.size() < MOST_TEXTS || seen.containsKey(line)) {
        if (count(line) > 1) {
          return;
        }
        out.println(line);
      }
    }
  }
}
