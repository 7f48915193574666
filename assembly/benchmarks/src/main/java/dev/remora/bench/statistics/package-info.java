// SPDX-License-Identifier: Apache-2.0
/** Medians, their intervals, and how variants take turns. Pure: no clock, no process. */
package dev.remora.bench.statistics;
