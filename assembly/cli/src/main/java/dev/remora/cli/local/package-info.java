// SPDX-License-Identifier: Apache-2.0

/**
 * {@code remora local}: {@link dev.remora.cli.local.LocalCommand} reads the options, {@link
 * dev.remora.cli.local.LocalRun} runs the invocations in a {@link dev.remora.cli.local.Sandbox} and
 * leaves the output folder, {@link dev.remora.cli.local.InvocationTable} shows it.
 */
package dev.remora.cli.local;
