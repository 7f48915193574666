// SPDX-License-Identifier: Apache-2.0
/** What the process that holds the framework gives to the core. Not for plugins. */
@Export
@Version("1.0.0")
package dev.remora.api.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
