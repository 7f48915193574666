// SPDX-License-Identifier: Apache-2.0
/**
 * The contract kit for authors of plugins: abstract test classes to extend ({@link
 * dev.remora.testkit.SamplerContract}, {@link dev.remora.testkit.ExporterContract}) and small
 * stand-ins for everything the agent hands to a plugin. Needs JUnit 5 and AssertJ.
 */
package dev.remora.testkit;
