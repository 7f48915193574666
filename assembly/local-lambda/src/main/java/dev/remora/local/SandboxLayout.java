// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things are inside the environment.
 *
 * @param privateMounts whether they are in mounts of its own
 * @param opt folder of the layer as extensions see it, {@code /opt} where possible
 * @param extensions paths of the extension executables, as they are started
 * @param command the runtime's path and arguments
 * @param taskRoot the function's folder, {@code /var/task} where possible
 * @param tmp the folder that is {@code /tmp}, as seen from outside
 * @param description one line for people
 */
record SandboxLayout(
    boolean privateMounts,
    String opt,
    List<String> extensions,
    List<String> command,
    String taskRoot,
    Path tmp,
    String description) {}
