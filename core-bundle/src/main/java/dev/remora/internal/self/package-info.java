// SPDX-License-Identifier: Apache-2.0
/**
 * What the agent says of itself: how full the buffer is, what was lost, what exporters achieved.
 */
package dev.remora.internal.self;
