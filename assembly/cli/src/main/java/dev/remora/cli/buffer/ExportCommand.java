// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remora.api.Signal;
import dev.remora.cli.CommandFailure;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.SegmentScan;
import dev.remora.internal.otlp.OtlpFormatException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code remora buffer export}: the records as files that other tools read. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes what is good as OTLP: JSON lines as the exporter 'file' writes them, a request"
            + " each, or protobuf, where requests one behind the other are one valid request.",
    footer = {
      "",
      "A folder gets metrics.jsonl and logs.jsonl (metrics.pb and logs.pb); a single file may have"
          + " records of one signal only. No file is overwritten.",
      "",
      "Exit codes: 0 done, also where files are damaged, which stderr says; 1 it could not be"
          + " written; 2 wrong use."
    })
final class ExportCommand implements Callable<Integer> {
  /** How the records are written. */
  enum Format {
    json,
    protobuf
  }

  private final Surroundings surroundings;
  private final Terminal terminal;
  private final BufferJson json = new BufferJson();

  @Spec private CommandSpec spec;

  @Mixin private BufferPaths paths;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR",
      required = true,
      description =
          "Where to write: a file when the name has an ending like .jsonl, else a folder, which is"
              + " made.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(names = "--json", description = "Print what was written as one JSON object.")
  private boolean asJson;

  ExportCommand(Surroundings surroundings, Terminal terminal) {
    this.paths = new BufferPaths(surroundings);
    this.surroundings = surroundings;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, CommandFailure {
    Path target = surroundings.workingDirectory().resolve(output).normalize();
    List<Path> segments = paths.segments();
    List<Fault> faults = new ArrayList<>();
    boolean folder = Files.isDirectory(target) || !target.getFileName().toString().contains(".");
    refuseToWriteIntoTheBuffer(folder ? target : target.getParent(), segments);
    try (ExportTarget files = new ExportTarget(target, folder, format == Format.json)) {
      for (Path path : segments) {
        SegmentFile segment = SegmentFile.read(path);
        for (SegmentScan.Entry entry : segment.records()) {
          write(segment.decode(entry), files);
        }
        faults.addAll(segment.faults());
      }
      files.complete();
      show(files, faults);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          e.getFile() + " is there already and is not overwritten; name another place with -o", e);
    }
    return 0;
  }

  private void write(BufferedRecord record, ExportTarget files) throws IOException, CommandFailure {
    if (record == null) {
      return;
    }
    byte[] content;
    try {
      content = Telemetry.json(record);
    } catch (OtlpFormatException e) {
      return; // one of the segment's faults
    }
    if (format == Format.protobuf) {
      content = record.payload();
    }
    files.write(record.signal(), content, record.itemCount());
  }

  private void refuseToWriteIntoTheBuffer(Path folder, List<Path> segments) throws IOException {
    for (Path segment : segments) {
      if (Files.isDirectory(folder) && Files.isSameFile(folder, segment.getParent())) {
        throw new ParameterException(
            spec.commandLine(), "-o " + output + " is the buffer itself, expected another folder");
      }
    }
  }

  private void show(ExportTarget files, List<Fault> faults) throws IOException {
    for (Fault fault : faults) {
      terminal.err().println(fault.line());
    }
    ObjectNode result = json.object();
    ArrayNode written = result.putArray("files");
    for (Signal signal : Signal.values()) {
      Path file = files.file(signal);
      if (file != null) {
        ObjectNode object = written.addObject();
        object.put("file", file.toString());
        object.put("signal", Text.signal(signal));
        object.put("records", files.records(signal));
        object.put("items", files.items(signal));
        if (!asJson) {
          terminal
              .out()
              .println(
                  file
                      + ": "
                      + Text.count(files.records(signal), "request", "requests")
                      + ", "
                      + Text.items(signal, (int) files.items(signal)));
        }
      }
    }
    result.set("faults", json.faults(faults));
    if (asJson) {
      terminal.out().println(json.line(result));
    } else if (written.isEmpty()) {
      terminal.out().println("no records, no files");
    }
  }
}
