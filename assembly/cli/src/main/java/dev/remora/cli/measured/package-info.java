// SPDX-License-Identifier: Apache-2.0

/** What the exported metrics say about single invocations. */
package dev.remora.cli.measured;
