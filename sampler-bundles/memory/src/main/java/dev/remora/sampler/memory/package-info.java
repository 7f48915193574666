// SPDX-License-Identifier: Apache-2.0
/**
 * The sampler {@code memory}: memory of the sandbox and of its processes, open descriptors, and
 * space for temporary files. {@link dev.remora.sampler.memory.MemorySampler} reads {@code
 * /proc/meminfo} by way of {@code SystemMemory}, {@code /proc/<pid>/statm} by way of {@code
 * ResidentMemory}, {@code stat} by way of {@code PageFaults}, {@code fd} by way of {@code
 * Descriptors}, and the file system by way of {@code FileSystemSpace}.
 */
package dev.remora.sampler.memory;
