// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the calling thread, and all it starts, a view of the file system like Lambda's: the layer
 * on {@code /opt}, the function on {@code /var/task}, the Java installation on {@code /var/lang}, a
 * fresh {@code /tmp}, and the sandbox's own names in {@code /etc/hosts}. Nothing outside changes;
 * everything is gone with the last process that has this view.
 */
final class SandboxMounts {

  private static final Path OPT = Path.of("/opt");
  private static final Path TMP = Path.of("/tmp");
  private static final Path HOSTS = Path.of("/etc/hosts");
  private static final Path TASK = Path.of("/var/task");
  private static final Path LANG = Path.of("/var/lang");

  private final Posix posix;
  private final LocalLambdaOptions options;
  private final List<Path> extensions;
  private final Path work;

  SandboxMounts(Posix posix, LocalLambdaOptions options, List<Path> extensions, Path work) {
    this.posix = posix;
    this.options = options;
    this.extensions = extensions;
    this.work = work;
  }

  /**
   * Makes the mounts for the calling thread, for good.
   *
   * @return where things are now
   * @throws Posix.PosixException when that is not allowed; the thread is of no use then
   * @throws IOException when the work folder cannot be written
   */
  SandboxLayout enter() throws IOException {
    posix.unshareMounts();
    Path tmp = Files.createDirectories(work.resolve("tmp"));
    Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
    // Sources are looked up before /tmp is covered: they may lie in it. So is the work folder.
    bindHosts();
    boolean inOpt = bindOpt();
    boolean inVar = makeVarPlaces();
    List<String> command = inVar ? bindFunction() : DirectLayout.command(options);
    posix.bind(tmp.toString(), TMP.toString());
    List<String> paths = new ArrayList<>();
    for (Path file : extensions) {
      paths.add(inOpt ? "/opt/extensions/" + file.getFileName() : file.toString());
    }
    String remark = "private mounts: /tmp" + (inOpt ? ", /opt" : "") + (inVar ? ", /var/task" : "");
    if (!inOpt) {
      remark += "; the machine has no /opt, so the layer runs from its own folder";
    }
    return new SandboxLayout(
        true,
        inOpt ? OPT.toString() : DirectLayout.opt(options),
        paths,
        command,
        inVar ? TASK.toString() : DirectLayout.taskRoot(options),
        tmp,
        remark);
  }

  private void bindHosts() throws IOException {
    if (!Files.isRegularFile(HOSTS)) {
      return;
    }
    Path copy = work.resolve("hosts");
    Files.writeString(copy, Files.readString(HOSTS) + "\n127.0.0.1 sandbox.localdomain sandbox\n");
    posix.bind(copy.toString(), HOSTS.toString());
  }

  private boolean bindOpt() throws IOException {
    if (!Files.isDirectory(OPT)) {
      return false;
    }
    if (options.extensionDirectories().isEmpty() && options.layer().isPresent()) {
      bindReadOnly(options.layer().get(), OPT);
      return true;
    }
    Path opt = Files.createDirectories(work.resolve("opt"));
    if (options.layer().isPresent()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(options.layer().get())) {
        for (Path entry : entries) {
          if (!entry.getFileName().toString().equals("extensions")) {
            show(entry, opt.resolve(entry.getFileName()));
          }
        }
      }
    }
    Path folder = Files.createDirectories(opt.resolve("extensions"));
    for (Path file : extensions) {
      show(file, folder.resolve(file.getFileName()));
    }
    posix.bind(opt.toString(), OPT.toString());
    return true;
  }

  /** Shows a file or folder at a place that does not exist yet. */
  private void show(Path source, Path place) throws IOException {
    if (Files.isSymbolicLink(source)) {
      Files.deleteIfExists(place);
      Files.createSymbolicLink(place, Files.readSymbolicLink(source));
    } else if (Files.isDirectory(source)) {
      Files.createDirectories(place);
      posix.bind(source.toString(), place.toString());
    } else {
      if (!Files.exists(place)) {
        Files.createFile(place);
      }
      posix.bind(source.toString(), place.toString());
    }
  }

  /**
   * Sees to it that {@code /var/task} and {@code /var/lang} exist inside. Where they do not, {@code
   * /var} is replaced by a folder in memory that shows everything {@code /var} has, and them.
   */
  private boolean makeVarPlaces() throws IOException {
    if (Files.isDirectory(TASK) && Files.isDirectory(LANG)) {
      return true;
    }
    Path var = TASK.getParent();
    if (!Files.isDirectory(var)) {
      return false;
    }
    Path copy = Files.createDirectories(work.resolve("var"));
    posix.mountTmpfs(copy.toString());
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(var)) {
      for (Path entry : entries) {
        show(entry, copy.resolve(entry.getFileName()));
      }
    }
    Files.createDirectories(copy.resolve(TASK.getFileName()));
    Files.createDirectories(copy.resolve(LANG.getFileName()));
    posix.bind(copy.toString(), var.toString());
    return true;
  }

  private List<String> bindFunction() throws IOException {
    return switch (options.functionCode()) {
      case FunctionCode.Bootstrap bootstrap -> {
        bindReadOnly(bootstrap.executable().getParent(), TASK);
        yield List.of(TASK.resolve(bootstrap.executable().getFileName()).toString());
      }
      case FunctionCode.JavaHandler java -> {
        bindReadOnly(options.javaHome(), LANG);
        Path task = Files.createDirectories(work.resolve("task").resolve("lib")).getParent();
        List<String> inside = new ArrayList<>();
        for (Path entry : java.classPath()) {
          // The number keeps the order readable and two jars of one name apart.
          String name = inside.size() + "-" + entry.getFileName();
          show(entry, task.resolve("lib").resolve(name));
          inside.add(TASK + "/lib/" + name);
        }
        posix.bind(task.toString(), TASK.toString());
        yield DirectLayout.java(LANG + "/bin/java", String.join(":", inside), java.handler());
      }
    };
  }

  private void bindReadOnly(Path source, Path target) {
    posix.bind(source.toString(), target.toString());
    try {
      posix.makeReadOnly(target.toString());
    } catch (Posix.PosixException e) {
      // A file system with locked flags keeps them; written to it can be as outside.
    }
  }
}
