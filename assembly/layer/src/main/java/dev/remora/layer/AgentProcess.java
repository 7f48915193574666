// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An agent that this process talks to in the start script's place. */
final class AgentProcess implements AutoCloseable {
  private static final String END = "\u0000end";

  private final Process process;
  private final Path log;
  private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

  private AgentProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one.
   *
   * @param environment its environment variables, all of them
   * @param log file for its standard error
   */
  static AgentProcess start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    AgentProcess agent = new AgentProcess(builder.start(), log);
    Thread.ofVirtual().start(agent::readWords);
    return agent;
  }

  private void readWords() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String word = reader.readLine(); word != null; word = reader.readLine()) {
        words.add(word);
      }
    } catch (IOException e) {
      words.add("unreadable: " + e.getMessage());
    }
    words.add(END);
  }

  /**
   * Sends a frame: {@code kind length keys}, a line feed, the payload.
   *
   * @throws LayerException if the agent does not read any more
   */
  void send(String kind, String payload, String keys) throws IOException, LayerException {
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    String header = kind + ' ' + body.length + (keys.isEmpty() ? "" : ' ' + keys) + '\n';
    OutputStream frames = process.getOutputStream();
    try {
      frames.write(header.getBytes(StandardCharsets.US_ASCII));
      frames.write(body);
      frames.flush();
    } catch (IOException e) {
      throw failed("the agent ended before it had read the frame \"" + kind + '"');
    }
  }

  /**
   * Waits for a word; others before it are passed over.
   *
   * @throws LayerException if it does not come in time or the agent ends first
   */
  void await(String word, Duration limit)
      throws LayerException, InterruptedException, IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      String next = words.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (word.equals(next)) {
        return;
      }
      if (next == null || next.equals(END)) {
        String reason = next == null ? "within " + limit.toSeconds() + " s" : "before its end";
        throw failed("the agent did not say \"" + word + "\" " + reason);
      }
    }
  }

  /** Waits for the end of the process and of all it started; its exit status must be 0. */
  void awaitEnd(Duration limit) throws LayerException, InterruptedException, IOException {
    if (!process.waitFor(limit)) {
      throw failed("the agent did not end within " + limit.toSeconds() + " s");
    }
    if (process.exitValue() != 0) {
      throw failed("the agent ended with status " + process.exitValue());
    }
  }

  /** The process id. */
  long pid() {
    return process.pid();
  }

  private LayerException failed(String what) throws IOException {
    return new LayerException(what + "; its log:\n" + Files.readString(log));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
