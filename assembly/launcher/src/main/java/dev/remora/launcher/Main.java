// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import dev.remora.api.host.AgentHost;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The agent's process. With {@code --doorman} the start script sends events on descriptor 0 and
 * reads words from descriptor 1; without it the agent polls the Extensions API itself.
 */
public final class Main {
  private static final String DOORMAN = "--doorman";

  /** Where the kernel's process files are, for the start script and the agent alike; for tests. */
  private static final String PROC_ROOT = "REMORA_PROC_ROOT";

  private Main() {}

  /** Starts the agent and returns; the core's threads keep the process alive. */
  public static void main(String[] arguments) {
    OutputStream words = new FileOutputStream(FileDescriptor.out);
    boolean doorman = arguments.length > 0 && DOORMAN.equals(arguments[0]);
    InputStream frames = doorman ? new FileInputStream(FileDescriptor.in) : null;
    // Both descriptors belong to the protocol: a plugin must not write or read there.
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    LauncherLog log = new LauncherLog(System.err);
    try {
      Map<String, String> environment = System.getenv();
      Path procRoot = Path.of(environment.getOrDefault(PROC_ROOT, "/proc"));
      AgentHost host = new AgentHost(environment, frames, words, exit(), procRoot);
      new Launcher(host, index(), Main.class.getClassLoader(), pluginFolders(), log).start();
    } catch (Throwable e) {
      log.failure("the agent cannot start", e);
      Runtime.getRuntime().halt(1);
    }
  }

  private static BundleIndex index() throws IOException {
    try (InputStream stream = Main.class.getResourceAsStream(BundleIndex.RESOURCE)) {
      if (stream == null) {
        throw new IOException("no bundle index in this image");
      }
      return BundleIndex.read(stream);
    }
  }

  /** Beside the run-time image, and where any layer may add some; in Lambda both are the same. */
  private static List<File> pluginFolders() {
    List<File> folders = new ArrayList<>();
    File ours = new File(new File(System.getProperty("java.home")).getParentFile(), "plugins");
    File shared = new File("/opt/remora/plugins");
    folders.add(ours);
    if (!ours.equals(shared)) {
      folders.add(shared);
    }
    return folders;
  }

  /** At once: no shutdown hook of a plugin stands between the last word and the end. */
  private static Runnable exit() {
    return new Runnable() {
      @Override
      public void run() {
        Runtime.getRuntime().halt(0);
      }
    };
  }
}
