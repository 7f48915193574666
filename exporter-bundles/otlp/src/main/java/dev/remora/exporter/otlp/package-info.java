// SPDX-License-Identifier: Apache-2.0
/**
 * The exporter {@code otlp}: OpenTelemetry's protocol over HTTP. {@link
 * dev.remora.exporter.otlp.OtlpExporter} is the way of a batch; {@code Destination} is where one
 * signal goes, as {@code Destinations} reads it from the environment; {@code Answers} says what an
 * answer means.
 */
package dev.remora.exporter.otlp;
