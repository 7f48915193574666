// SPDX-License-Identifier: Apache-2.0
/**
 * The data model: immutable values in OpenTelemetry terms (opentelemetry-proto 1.9, metrics and
 * logs).
 */
@Export
@Version("1.0.0")
package dev.remora.api.telemetry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
