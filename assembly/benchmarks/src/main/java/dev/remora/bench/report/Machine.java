// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facts about the machine that figures depend on. */
public final class Machine {
  private Machine() {}

  /**
   * Reads them.
   *
   * @param proc {@code /proc}
   */
  public static Map<String, String> facts(Path proc) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("processor", processor(proc));
    // What follows the hyphen is whoever built it.
    facts.put("kernel", System.getProperty("os.version").split("-")[0]);
    facts.put("Java", Runtime.version().toString());
    // Others who run meanwhile are in every figure.
    facts.put("load before", read(proc.resolve("loadavg")).split(" ")[0]);
    return facts;
  }

  private static String processor(Path proc) {
    for (String line : read(proc.resolve("cpuinfo")).split("\n")) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return System.getProperty("os.arch");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "unknown";
    }
  }
}
