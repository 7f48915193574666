// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

/** What a figure is counted in. */
public enum Unit {
  /** Milliseconds. */
  MILLISECONDS("ms"),
  /** Microseconds. */
  MICROSECONDS("µs"),
  /** 1,048,576 bytes: memory, as the kernel counts it. */
  MEBIBYTES("MiB"),
  /** 1,000,000 bytes: files, as Lambda's limits for layers count them. */
  MEGABYTES("MB"),
  /** 1,000,000 bytes a second. */
  MEGABYTES_PER_SECOND("MB/s"),
  /** Bytes. */
  BYTES("B"),
  /** Hundredths. */
  PERCENT("%");

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  /** The unit as it is written behind a number. */
  public String symbol() {
    return symbol;
  }
}
