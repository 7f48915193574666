// SPDX-License-Identifier: Apache-2.0
/** The kernel's {@code /proc} as samplers see it: handed in, so that tests hand in a folder. */
@Export
@Version("1.0.0")
package dev.remora.api.proc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
