// SPDX-License-Identifier: Apache-2.0
/** What the platform says about the life of a sandbox and of its invocations. */
@Export
@Version("1.0.0")
package dev.remora.api.lifecycle;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
