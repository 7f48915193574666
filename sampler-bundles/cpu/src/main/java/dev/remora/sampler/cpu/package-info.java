// SPDX-License-Identifier: Apache-2.0
/**
 * The sampler {@code cpu}: where CPU time went, and how much of the allotted share was used. {@link
 * dev.remora.sampler.cpu.CpuSampler} reads {@code /proc/stat} by way of {@code SystemCpu} and
 * {@code /proc/<pid>/stat} by way of {@code ProcessCpu}.
 */
package dev.remora.sampler.cpu;
