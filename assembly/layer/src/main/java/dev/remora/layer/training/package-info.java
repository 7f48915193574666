// SPDX-License-Identifier: Apache-2.0
/** A plugin that takes part in the training run in the place of other people's plugins. */
package dev.remora.layer.training;
