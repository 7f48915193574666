// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary folder that is deleted at the end of a run, also when the user interrupts it; then
 * the sandbox that uses it is ended first.
 */
final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final Thread atExit = new Thread(this::endInterrupted, "delete-work-folder");
  private volatile Sandbox sandbox;
  private volatile boolean interrupted;

  WorkFolder() throws IOException {
    this.path = Files.createTempDirectory("remora-local-");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A new folder in this one. */
  Path folder(String name) throws IOException {
    return Files.createDirectory(path.resolve(name));
  }

  /** Says what has to end before the folder can be deleted. */
  void usedBy(Sandbox running) {
    sandbox = running;
  }

  /** Whether the user has interrupted the run, so that whatever fails now fails for that reason. */
  boolean interrupted() {
    return interrupted;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // interrupted: the hook deletes it
    }
    ExportedFiles.delete(path);
  }

  private void endInterrupted() {
    interrupted = true;
    Sandbox running = sandbox;
    if (running != null) {
      running.close();
    }
    try {
      ExportedFiles.delete(path);
    } catch (IOException e) {
      System.err.println("remora local: " + path + " could not be deleted: " + e.getMessage());
    }
  }
}
