// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import dev.remora.internal.log.AgentLog;
import dev.remora.internal.proc.Reading;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Events that the start script passes on. The script holds the platform's connection; here are its
 * frames on one side and the agent's three words on the other ({@code docs/doorman-protocol.md}).
 */
public final class DoormanEvents implements EventSource {
  private final FrameReader frames;
  private final OutputStream words;
  private final AgentLog log;
  private String sandboxId = "";

  /**
   * @param frames the script's side, standard input of the agent
   * @param words the agent's side, descriptor 1
   */
  public DoormanEvents(InputStream frames, OutputStream words, AgentLog log) {
    this.frames = new FrameReader(frames);
    this.words = words;
    this.log = log;
  }

  @Override
  public void open() throws IOException {
    while (sandboxId.isEmpty()) {
      FrameReader.Frame frame = frames.next();
      if (frame == null) {
        throw new EOFException("the start script said nothing");
      }
      if (frame.kind().equals("sandbox")) {
        sandboxId = text(frame);
      }
    }
  }

  @Override
  public Event next() throws IOException {
    while (true) {
      FrameReader.Frame frame = frames.next();
      if (frame == null) {
        return null;
      }
      switch (frame.kind()) {
        case "sandbox" -> sandboxId = text(frame);
        case "event" -> {
          Event event = event(frame);
          if (event != null) {
            return event;
          }
        }
        default -> {
          // What a newer script says beyond this must not stop an older agent.
        }
      }
    }
  }

  private static String text(FrameReader.Frame frame) {
    return new String(frame.payload(), StandardCharsets.ISO_8859_1);
  }

  private Event event(FrameReader.Frame frame) {
    long number = frame.number("n");
    say("got " + number + "\n");
    long skipped = frame.number("skipped");
    if (skipped > 0) {
      log.warn(skipped + " events came while the agent was busy and were not measured");
    }
    byte[] payload = frame.payload();
    int readings = (int) Math.min(frame.number("readings"), payload.length);
    int body = payload.length - readings;
    Reading reading =
        readings == 0 ? null : Reading.parse(payload, body, frame.number("at") * 1000);
    try {
      return EventParser.parse(payload, body, number, reading, frame.number("again") == 1);
    } catch (IOException e) {
      log.warn("event " + number + " cannot be read and is not measured: " + e.getMessage());
      return null;
    }
  }

  @Override
  public String sandboxId() {
    return sandboxId;
  }

  @Override
  public void ready() {
    say("ready\n");
  }

  @Override
  public void done() {
    say("done\n");
  }

  /** One write for one word: the script reads whole lines. */
  private void say(String word) {
    try {
      words.write(word.getBytes(StandardCharsets.ISO_8859_1));
      words.flush();
    } catch (IOException e) {
      // The script is gone, so the sandbox is: the end of its frames ends the agent.
    }
  }
}
