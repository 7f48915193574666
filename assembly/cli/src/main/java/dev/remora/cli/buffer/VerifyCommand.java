// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.internal.buffer.SegmentScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code remora buffer verify}: whether every byte is as it was written. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Checks every record: header, CRC32C, LZ4 frame, that the payload is an OTLP request with"
            + " as many items as its header says, and the order of records; and the exporters'"
            + " positions. A torn end, as a killed agent leaves it, is a fault too.",
    footer = {"", "Exit codes: 0 all is whole; 1 a fault, each with file and offset; 2 wrong use."})
final class VerifyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final BufferJson json = new BufferJson();

  @Mixin private BufferPaths paths;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean asJson;

  VerifyCommand(Surroundings surroundings, Terminal terminal) {
    this.paths = new BufferPaths(surroundings);
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Fault> faults = new ArrayList<>();
    List<Path> files = paths.segments();
    int records = 0;
    long items = 0;
    for (Path file : files) {
      SegmentFile segment = SegmentFile.read(file);
      faults.addAll(segment.faults());
      records += segment.records().size();
      for (SegmentScan.Entry entry : segment.records()) {
        items += entry.header().itemCount();
      }
    }
    for (CursorState cursor : paths.cursors()) {
      long length = Files.size(cursor.file());
      if (!cursor.known() && length > 0) {
        String what = "no position: expected a slot of 32 bytes with a right checksum";
        faults.add(new Fault(cursor.file(), 0, length, what));
      }
    }
    if (asJson) {
      ObjectNode result = json.object();
      result.put("whole", faults.isEmpty());
      result.put("segments", files.size());
      result.put("records", records);
      result.put("items", items);
      result.set("faults", json.faults(faults));
      terminal.out().println(json.line(result));
    } else {
      for (Fault fault : faults) {
        terminal.out().println(fault.line());
      }
      terminal
          .out()
          .println(
              Text.count(files.size(), "segment", "segments")
                  + ", "
                  + Text.count(records, "good record", "good records")
                  + ", "
                  + Text.count(items, "item", "items")
                  + ": "
                  + (faults.isEmpty() ? "whole" : Text.count(faults.size(), "fault", "faults")));
    }
    return faults.isEmpty() ? 0 : 1;
  }
}
