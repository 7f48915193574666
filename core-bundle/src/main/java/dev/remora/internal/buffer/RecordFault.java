// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/** What is wrong with bytes that should be a record. */
public enum RecordFault {
  NOT_A_RECORD("no record begins here"),
  UNKNOWN_VERSION("a record of another version of the format"),
  IMPOSSIBLE_HEADER("a header whose fields cannot be"),
  TORN("the end of the record is missing"),
  CHECKSUM("the checksum does not match"),
  BAD_FRAME("the LZ4 frame cannot be decompressed"),
  TOO_MANY("more records than a segment can hold");

  private final String description;

  RecordFault(String description) {
    this.description = description;
  }

  /** For people. */
  public String description() {
    return description;
  }
}
