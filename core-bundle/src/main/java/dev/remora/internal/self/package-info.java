// SPDX-License-Identifier: Apache-2.0
/**
 * What the agent says about itself: counters of its parts, recorded at the edges of invocations.
 */
package dev.remora.internal.self;
