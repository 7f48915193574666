// SPDX-License-Identifier: Apache-2.0
/**
 * What Remora costs, measured: {@link dev.remora.bench.Benchmarks} runs what a {@link
 * dev.remora.bench.BenchRequest} asks for. {@link dev.remora.bench.whole} measures whole processes
 * from outside, {@link dev.remora.bench.micro} the parts of the agent with JMH, {@link
 * dev.remora.bench.statistics} makes medians and intervals of what they found, {@link
 * dev.remora.bench.report} shows them beside their budgets.
 */
package dev.remora.bench;
