// SPDX-License-Identifier: Apache-2.0
/**
 * Whole processes under the stopwatch: each {@link dev.remora.bench.whole.Measurement} starts what
 * it measures anew in every round, variants in turns.
 */
package dev.remora.bench.whole;
