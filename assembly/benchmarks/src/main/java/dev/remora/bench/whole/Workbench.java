// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.BenchRequest;
import dev.remora.bench.Progress;
import dev.remora.bench.process.Cores;
import dev.remora.bench.process.Kernel;
import dev.remora.bench.process.Premises;
import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Figure;
import dev.remora.local.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** What all measurements share: the subjects, the conditions, and a folder. One thread. */
final class Workbench {
  /** Functions of this memory size are allotted one core. */
  private static final int CORE_MEGABYTES = 1_769;

  private final BenchRequest request;
  private final Progress progress;
  private final Premises premises;
  private final Posix posix = new Posix();
  private final Kernel kernel = new Kernel();
  private final Cores cores = new Cores(kernel);
  private final List<Subject> subjects = new ArrayList<>();
  private final Subject nobody;
  private final List<String> notes;
  private int folders;

  Workbench(BenchRequest request, Progress progress, Premises premises, List<String> notes)
      throws IOException {
    this.notes = notes;
    this.request = request;
    this.progress = progress;
    this.premises = premises;
    posix.becomeSubreaper();
    Path layer = newFolder("layer");
    request.unzip().unzip(request.layerZip(), layer);
    subjects.add(new Subject(Figure.REMORA, layer, layer.resolve("extensions/remora")));
    Path empty = newFolder("empty");
    nobody = new Subject(Figure.NOBODY, empty, empty);
    for (Path extension : request.extensions()) {
      subjects.add(foreign(extension));
    }
  }

  /** A layer with nothing in it but this extension, under its own name. */
  private Subject foreign(Path extension) throws IOException {
    Path layer = newFolder("foreign");
    Path copy = Files.createDirectory(layer.resolve("extensions")).resolve(extension.getFileName());
    Files.copy(extension, copy, StandardCopyOption.COPY_ATTRIBUTES);
    String name = extension.getFileName().toString();
    boolean taken = subjects.stream().anyMatch(subject -> subject.name().equals(name));
    return new Subject(taken ? name + " (" + subjects.size() + ")" : name, layer, copy);
  }

  BenchRequest request() {
    return request;
  }

  Premises premises() {
    return premises;
  }

  Posix posix() {
    return posix;
  }

  Kernel kernel() {
    return kernel;
  }

  List<Subject> subjects() {
    return subjects;
  }

  /** A layer without any extension. */
  Subject nobody() {
    return nobody;
  }

  /** Rounds of something slow whose figures are clear of the noise. */
  int fewRounds(int most) {
    return Math.min(most, request.rounds());
  }

  /** The conditions that this machine can give, among these. */
  List<String> possible(String... conditions) {
    List<String> possible = new ArrayList<>();
    for (String condition : conditions) {
      if (condition.equals(Condition.TWO_CORES) && cores.count() < 2) {
        note("this process may use one core only: nothing is measured on two cores");
      } else if (condition.equals(Condition.SHARE) && !premises.limits().limitsCpu()) {
        note("no control group may be used: nothing is measured at " + Condition.SHARE);
      } else {
        possible.add(condition);
      }
    }
    return possible;
  }

  /** The memory size that a function has under a condition. */
  static int megabytes(String condition) {
    return condition.equals(Condition.SHARE) ? WholeProcesses.SHARE_MEGABYTES : CORE_MEGABYTES;
  }

  /** Makes a call in the calling thread under a condition; what is started in it stays under it. */
  int under(String condition, IntSupplier call) {
    return switch (condition) {
      case Condition.TWO_CORES -> cores.on(2, call);
      case Condition.ONE_CORE -> cores.on(1, call);
      case Condition.SHARE -> inControlGroup(call);
      default -> throw new IllegalArgumentException(condition);
    };
  }

  private int inControlGroup(IntSupplier call) {
    premises.limits().enter();
    try {
      return call.getAsInt();
    } finally {
      premises.limits().leave();
    }
  }

  /** Says in which phase we are. */
  void phase(String measurement, int round, int rounds) {
    progress.phase(measurement + ", round " + (round + 1) + " of " + rounds);
  }

  /** Adds a line to the report, once. */
  void note(String line) {
    if (!notes.contains(line)) {
      notes.add(line);
    }
  }

  /** A new empty folder, gone at the end at the latest. */
  Path newFolder(String name) throws IOException {
    return Files.createDirectory(premises.folder().resolve(name + "-" + folders++));
  }
}
