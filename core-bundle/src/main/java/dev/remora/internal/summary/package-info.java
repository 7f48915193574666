// SPDX-License-Identifier: Apache-2.0
/**
 * What an invocation used, and what that means: from the readings of one invocation to a summary
 * with a verdict and a hint for the memory size. No I/O, no clock, no thread: everything is handed
 * in. Formulas and thresholds: telemetry reference, section 3.4.
 */
package dev.remora.internal.summary;
