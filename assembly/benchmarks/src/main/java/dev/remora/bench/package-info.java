// SPDX-License-Identifier: Apache-2.0
/**
 * What Remora costs, measured. {@link dev.remora.bench.whole.WholeProcesses} measures whole
 * processes from outside, {@link dev.remora.bench.statistics} makes medians and intervals of what
 * it found, {@link dev.remora.bench.report} shows them beside their budgets.
 */
package dev.remora.bench;
