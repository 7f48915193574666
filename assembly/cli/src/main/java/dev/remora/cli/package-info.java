// SPDX-License-Identifier: Apache-2.0

/** The {@code remora} command. */
package dev.remora.cli;
