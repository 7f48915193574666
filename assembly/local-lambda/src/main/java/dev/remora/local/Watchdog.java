// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Cleans up when this JVM dies without a word, of {@code kill -9} for example: a shell that waits
 * for the end of its input, then kills whoever carries a mark in its environment or is in one of
 * the control groups, removes these and deletes the folders.
 */
public final class Watchdog implements AutoCloseable {

  private static final String DONE = "done\n";
  private static final long END_LIMIT_S = 5;

  /**
   * Arguments: the variable, the number of control groups, these, then folders. At most 20 s: a
   * process may be unkillable.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      read -r word
      [ "$word" = done ] && exit 0
      mark=$1 count=$2
      shift 2
      groups=
      while [ "$count" -gt 0 ]; do
        groups="$groups $1"
        count=$((count - 1))
        shift
      done
      round=0
      while [ $round -lt 200 ]; do
        round=$((round + 1))
        found=
        for file in $(grep -lzsxF "$mark" /proc/[0-9]*/environ); do
          file=${file#/proc/}
          found="$found ${file%/environ}"
        done
        for group in $groups; do
          found="$found $(cat "$group/tasks" "$group/cgroup.threads")"
        done
        any=
        for pid in $found; do
          kill -KILL "$pid"
          any=yes
        done
        [ -n "$any" ] || break
        sleep 0.1
      done
      for group in $groups; do
        rmdir "$group"
      done
      rm -rf -- "$@"
      """;

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts one.
   *
   * @param mark {@code NAME=value} that everything to be killed has in its environment, and nothing
   *     else
   * @param groups folders of control groups; without spaces, as the kernel's paths are
   * @param folders what is deleted in the end
   * @param notes hears when there can be none, a line
   */
  public static Watchdog start(
      String mark, List<Path> groups, List<Path> folders, Consumer<String> notes) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "local-lambda"));
    command.add(mark);
    command.add(Integer.toString(groups.size()));
    groups.forEach(group -> command.add(group.toString()));
    folders.forEach(folder -> command.add(folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove(mark.substring(0, mark.indexOf('=')));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return new Watchdog(builder.start());
    } catch (IOException e) {
      notes.accept("a crash of this program leaves processes behind: " + e.getMessage());
      return new Watchdog(null);
    }
  }

  /** Nothing is left to clean up. */
  @Override
  public void close() {
    if (shell == null) {
      return;
    }
    try (OutputStream input = shell.getOutputStream()) {
      input.write(DONE.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // it has ended: somebody killed it
    }
    try {
      shell.waitFor(END_LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
