// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.proc;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The kernel's files at one moment. Reading never throws: a file that is missing, forbidden or
 * vanished while being read is simply not there.
 */
@ProviderType
public interface ProcFiles {

  /**
   * Reads a file into the caller's buffer.
   *
   * @param path relative to the root, for example {@code stat} or {@code net/dev}
   * @param buffer filled from index 0; what does not fit is left out
   * @return number of bytes read, or -1 when the file cannot be read
   */
  int read(String path, byte[] buffer);

  /**
   * The processes of the sandbox with their roles, as of the last scan (at each invocation and
   * about once a second, because listing them is the expensive part). A listed process may have
   * ended. Empty where nothing can be listed.
   */
  List<SandboxProcess> processes();

  /**
   * Counts the descriptors that a process has open. Dear where the kernel does not know the number
   * (before Linux 6.2): about a microsecond for each descriptor.
   *
   * @return the number, or -1 when the process has ended or may not be looked into
   */
  int descriptors(int pid);

  /** The kernel's constants. */
  KernelConstants constants();
}
