// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.cli.TextTable;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.buffer.RecordHeader;
import dev.remora.internal.buffer.SegmentScan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code remora buffer list}: segments, records and positions as tables. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows segments, their records, and how far each exporter has come.",
    footer = {"", "Exit codes: 0 done, also where files are damaged; 1 unreadable; 2 wrong use."})
final class ListCommand implements Callable<Integer> {
  private static final List<String> RECORD_HEADINGS =
      List.of("offset", "bytes", "payload", "created", "kind", "items", "invocation", "batch");
  private static final List<Boolean> RECORD_RIGHT =
      List.of(true, true, true, false, false, true, false, false);
  private static final List<String> CURSOR_HEADINGS =
      List.of("exporter", "points through", "summaries through", "records waiting");
  private static final List<Boolean> CURSOR_RIGHT = List.of(false, false, false, true);

  private final Terminal terminal;
  private final BufferJson json = new BufferJson();

  @Mixin private BufferPaths paths;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean asJson;

  ListCommand(Surroundings surroundings, Terminal terminal) {
    this.paths = new BufferPaths(surroundings);
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = terminal.out();
    ObjectNode result = json.object();
    ArrayNode segments = result.putArray("segments");
    List<SegmentScan.Entry> all = new ArrayList<>();
    List<Path> files = paths.segments();
    for (Path file : files) {
      SegmentFile segment = SegmentFile.read(file);
      List<Fault> faults = segment.faults();
      all.addAll(segment.records());
      if (asJson) {
        segments.add(json.segment(segment, faults));
      } else {
        show(segment, faults, out);
      }
    }
    ArrayNode cursors = result.putArray("cursors");
    List<List<String>> rows = new ArrayList<>(List.of(CURSOR_HEADINGS));
    for (CursorState cursor : paths.cursors()) {
      long waiting = waiting(cursor, all);
      cursors.add(json.cursor(cursor, waiting));
      rows.add(row(cursor, waiting));
    }
    if (asJson) {
      out.println(json.line(result));
      return 0;
    }
    if (rows.size() > 1) {
      out.print(new TextTable(CURSOR_RIGHT).render(rows));
      out.println();
    }
    out.println(
        Text.count(files.size(), "segment", "segments")
            + ", "
            + Text.count(all.size(), "record", "records"));
    return 0;
  }

  private static void show(SegmentFile segment, List<Fault> faults, PrintStream out) {
    out.println(segment.path() + ", " + Text.count(segment.size(), "byte", "bytes"));
    List<List<String>> rows = new ArrayList<>(List.of(RECORD_HEADINGS));
    for (SegmentScan.Entry entry : segment.records()) {
      rows.add(row(entry));
    }
    if (rows.size() > 1) {
      out.print(new TextTable(RECORD_RIGHT).render(rows));
    }
    for (Fault fault : faults) {
      out.println("damaged at offset " + fault.offset() + ": " + fault.what());
    }
    out.println();
  }

  private static List<String> row(SegmentScan.Entry entry) {
    RecordHeader header = entry.header();
    boolean summary = header.priority() == Priority.SUMMARY;
    return List.of(
        Integer.toString(entry.offset()),
        Integer.toString(header.recordLength()),
        Integer.toString(header.payloadLength()),
        Text.timeOfMillis(header.createdUnixMillis()),
        Text.signal(header.signal()) + (summary ? ", summary" : ""),
        Integer.toString(header.itemCount()),
        header.invocationId().isEmpty() ? "-" : Text.plain(header.invocationId()),
        header.batchId().toString());
  }

  private static List<String> row(CursorState cursor, long waiting) {
    return List.of(
        Text.plain(cursor.exporter()),
        cursor.known() ? Text.hex(cursor.points()) : "unknown",
        cursor.known() ? Text.hex(cursor.summaries()) : "unknown",
        Long.toString(waiting));
  }

  private static long waiting(CursorState cursor, List<SegmentScan.Entry> records) {
    long waiting = 0;
    for (SegmentScan.Entry entry : records) {
      boolean point = entry.header().priority() == Priority.POINT;
      waiting += entry.header().sequence() > (point ? cursor.points() : cursor.summaries()) ? 1 : 0;
    }
    return waiting;
  }
}
