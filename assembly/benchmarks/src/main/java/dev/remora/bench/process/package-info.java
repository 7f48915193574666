// SPDX-License-Identifier: Apache-2.0
/**
 * One extension under the stopwatch: its process, Lambda's side of its conversation, and what the
 * kernel knows about it. Linux only.
 */
package dev.remora.bench.process;
