// SPDX-License-Identifier: Apache-2.0
/** Figures, their budgets, and how they are shown: text, Markdown, JSON. */
package dev.remora.bench.report;
