// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.SandboxProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Good files in which some bytes are changed and of which an end is missing; the same each time.
 */
final class GarbledProcFiles implements ProcFiles {
  private static final byte[] NOISE = "0 9:-x\n)(\t\u0000".getBytes(StandardCharsets.ISO_8859_1);

  private final ProcFiles good;
  private final Random random;

  GarbledProcFiles(ProcFiles good, long seed) {
    this.good = good;
    this.random = new Random(seed);
  }

  @Override
  public int read(String path, byte[] buffer) {
    int length = good.read(path, buffer);
    if (length <= 0) {
      return length;
    }
    for (int i = 0; i < 1 + length / 50; i++) {
      buffer[random.nextInt(length)] = NOISE[random.nextInt(NOISE.length)];
    }
    return random.nextBoolean() ? length : random.nextInt(length);
  }

  @Override
  public List<SandboxProcess> processes() {
    return good.processes();
  }

  @Override
  public int descriptors(int pid) {
    return random.nextBoolean() ? good.descriptors(pid) : -1;
  }

  @Override
  public KernelConstants constants() {
    return good.constants();
  }
}
