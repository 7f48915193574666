// SPDX-License-Identifier: Apache-2.0
/** What exporters over HTTP are tested with: a real server that misbehaves on demand, and keys. */
package dev.remora.http.transport.testkit;
