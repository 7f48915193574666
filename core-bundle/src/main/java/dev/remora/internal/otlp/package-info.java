// SPDX-License-Identifier: Apache-2.0
/**
 * Writer and reader of the wire format of OTLP 1.x, metrics and logs, protobuf and JSON, for the
 * model in {@code dev.remora.api.telemetry}. No dependency but the JDK.
 *
 * <p>{@link dev.remora.internal.otlp.MetricsBatchBuilder} is the way of a sampled point; {@link
 * dev.remora.internal.otlp.OtlpProtobuf} and {@link dev.remora.internal.otlp.OtlpJson} convert
 * whole requests. Field numbers: opentelemetry-proto 1.9; the format is declared stable.
 */
package dev.remora.internal.otlp;
