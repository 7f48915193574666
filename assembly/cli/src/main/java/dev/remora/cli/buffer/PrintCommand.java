// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.SegmentScan;
import dev.remora.internal.otlp.OtlpFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code remora buffer print}: what the records say. */
@Command(
    name = "print",
    mixinStandardHelpOptions = true,
    description = "Prints data points and log records for people, a line each.",
    footer = {
      "",
      "Exit codes: 0 done, also where files are damaged, which stderr says; 1 unreadable; 2 wrong"
          + " use."
    })
final class PrintCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final BufferJson json = new BufferJson();

  @Mixin private BufferPaths paths;

  @Option(
      names = "--json",
      description = "Print one JSON object a record, a line each; \"otlp\" is its OTLP request.")
  private boolean asJson;

  PrintCommand(Surroundings surroundings, Terminal terminal) {
    this.paths = new BufferPaths(surroundings);
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    for (Path file : paths.segments()) {
      SegmentFile segment = SegmentFile.read(file);
      for (SegmentScan.Entry entry : segment.records()) {
        BufferedRecord record = segment.decode(entry);
        if (record != null) {
          print(segment, entry, record);
        }
      }
      for (Fault fault : segment.faults()) {
        terminal.err().println(fault.line());
      }
    }
    return 0;
  }

  private void print(SegmentFile segment, SegmentScan.Entry entry, BufferedRecord record)
      throws IOException {
    try {
      if (asJson) {
        terminal
            .out()
            .println(json.line(json.record(segment.path(), entry, Telemetry.json(record))));
      } else {
        String lines = TelemetryText.of(Telemetry.of(record));
        terminal.out().println(heading(segment, entry, record));
        terminal.out().print(lines);
      }
    } catch (OtlpFormatException e) {
      // One of the segment's faults, which are said behind its records.
    }
  }

  private static String heading(
      SegmentFile segment, SegmentScan.Entry entry, BufferedRecord record) {
    String invocation =
        record.invocationId().isEmpty()
            ? "no invocation"
            : "invocation " + Text.plain(record.invocationId());
    return segment.path().getFileName()
        + ", offset "
        + entry.offset()
        + ": "
        + Text.items(record.signal(), record.itemCount())
        + ", "
        + Text.timeOfMillis(record.createdUnixMillis())
        + ", "
        + invocation
        + ", batch "
        + record.batchId();
  }
}
