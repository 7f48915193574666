// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.local.FunctionCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The functions that are started with and without an extension beside them. */
final class Functions {
  /** By name: its class needs what only the function has on its class path. */
  private static final String HANDLER = "dev.remora.bench.function.FirstLineHandler";

  private Functions() {}

  /** A Python function; empty, with a note, where there is no Python. */
  static Optional<FunctionCode> python(Workbench bench) throws IOException {
    Optional<String> interpreter = interpreter();
    if (interpreter.isEmpty()) {
      bench.note("python3 is not installed: nothing is measured with a Python function");
      return Optional.empty();
    }
    String source;
    try (InputStream in = Functions.class.getResourceAsStream("bootstrap.py")) {
      source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path bootstrap = bench.newFolder("python").resolve("bootstrap");
    Files.writeString(bootstrap, "#!" + interpreter.get() + "\n" + source);
    Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Optional.of(new FunctionCode.Bootstrap(bootstrap));
  }

  /** The interpreter itself: what the PATH names may be a script that looks for it. */
  private static Optional<String> interpreter() {
    ProcessBuilder builder =
        new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)");
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String path;
      try (InputStream in = process.getInputStream()) {
        path = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
      }
      return process.waitFor() == 0 ? Optional.of(path) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A Java function under AWS's runtime interface client; empty, with a note, without that. */
  static Optional<FunctionCode> java(Workbench bench) {
    List<Path> classPath = new ArrayList<>(bench.request().functionClassPath());
    if (classPath.isEmpty()) {
      bench.note("AWS's runtime interface client is not there: no Java function is measured");
      return Optional.empty();
    }
    classPath.add(ownCode());
    return Optional.of(new FunctionCode.JavaHandler(classPath, HANDLER));
  }

  private static Path ownCode() {
    try {
      return Path.of(Functions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
