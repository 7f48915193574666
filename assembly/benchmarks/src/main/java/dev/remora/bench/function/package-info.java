// SPDX-License-Identifier: Apache-2.0
/** What runs as the Java function: on that function's class path, not on the benchmark's. */
package dev.remora.bench.function;
