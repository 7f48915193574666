// SPDX-License-Identifier: Apache-2.0

/** A function to try Remora with; packed into a jar of its own, it sees nothing of the command. */
package dev.remora.cli.sample;
