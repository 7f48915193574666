// SPDX-License-Identifier: Apache-2.0
/** The JMH benchmarks of the agent's parts, run in a JVM of their own and read from its results. */
package dev.remora.bench.micro;
