// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.proc;

/**
 * A process of the sandbox.
 *
 * @param pid its id
 * @param role whose it is
 */
public record SandboxProcess(int pid, ProcessRole role) {}
