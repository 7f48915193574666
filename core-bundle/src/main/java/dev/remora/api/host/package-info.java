// SPDX-License-Identifier: Apache-2.0
/** What the process that runs the framework hands to the core: for launchers, not for plugins. */
@Export
@Version("1.0.0")
package dev.remora.api.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
