// SPDX-License-Identifier: Apache-2.0
/**
 * The sampler {@code network}: what went over the sandbox's interfaces, and how TCP fared. {@link
 * dev.remora.sampler.network.NetworkSampler} reads {@code /proc/net/dev} by way of {@code
 * Interfaces}, {@code /proc/net/snmp} and {@code netstat} by way of {@code TcpCounters} and {@code
 * /proc/net/tcp} by way of {@code Connections}.
 */
package dev.remora.sampler.network;
