// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP for exporters: {@link dev.remora.http.transport.HttpTransport} sends a {@link
 * dev.remora.http.transport.HttpRequest} and gives a {@link dev.remora.http.transport.HttpAnswer}
 * or a {@link dev.remora.http.transport.HttpFailure}; {@link
 * dev.remora.http.transport.TransportSettings} reads what users may set.
 */
@Export
@Version("1.0.0")
package dev.remora.http.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
