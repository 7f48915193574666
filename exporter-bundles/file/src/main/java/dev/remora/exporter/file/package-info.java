// SPDX-License-Identifier: Apache-2.0
/**
 * The exporter {@code file}: OTLP as lines of JSON in a directory. {@link
 * dev.remora.exporter.file.FileExporter} is the way of a batch; {@code FileSet} decides which file
 * takes it and which ones have to go; {@code Storage} is the disk.
 */
package dev.remora.exporter.file;
