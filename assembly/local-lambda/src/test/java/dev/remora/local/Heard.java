// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was heard, in order. */
final class Heard implements LocalLambdaListener {

  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> notes = new CopyOnWriteArrayList<>();
  final List<String> telemetry = new CopyOnWriteArrayList<>();
  final List<String> phases = new CopyOnWriteArrayList<>();

  @Override
  public void log(String source, String line) {
    lines.add(source + ": " + line);
  }

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public void telemetry(String type, String json) {
    telemetry.add(json);
  }

  @Override
  public void initStarted() {
    phases.add("initStarted");
  }

  @Override
  public void initDone(double durationMs) {
    phases.add("initDone");
  }

  @Override
  public void invoked(String requestId) {
    phases.add("invoked");
  }

  @Override
  public void invocationDone(InvocationOutcome outcome) {
    phases.add("invocationDone");
  }

  @Override
  public void frozen() {
    phases.add("frozen");
  }

  @Override
  public void thawed() {
    phases.add("thawed");
  }

  @Override
  public void extensionState(String name, String state) {
    phases.add(name + " " + state);
  }

  @Override
  public void shutdownStarted(String reason) {
    phases.add("shutdown " + reason);
  }

  @Override
  public void shutdownDone(ShutdownOutcome outcome) {
    phases.add("shutdownDone");
  }

  /** Lines of one source. */
  List<String> linesOf(String source) {
    String prefix = source + ": ";
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }
}
