// SPDX-License-Identifier: Apache-2.0
/** {@code remora bench}: the options of the benchmarks, and where their results go. */
package dev.remora.cli.bench;
