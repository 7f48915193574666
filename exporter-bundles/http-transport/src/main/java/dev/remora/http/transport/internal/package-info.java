// SPDX-License-Identifier: Apache-2.0
/** Apache HttpClient behind our own interface: {@code ApacheTransport} is the way of a request. */
package dev.remora.http.transport.internal;
