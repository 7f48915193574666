// SPDX-License-Identifier: Apache-2.0
/** What a plugin author implements and calls: samplers, exporters, their settings and results. */
@Export
@Version("1.0.0")
package dev.remora.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
