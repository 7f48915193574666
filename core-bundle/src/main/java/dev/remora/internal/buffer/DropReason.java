// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/** Why a record left the buffer without having been delivered everywhere. */
public enum DropReason {
  /** The buffer had reached its quota; the oldest went. */
  QUOTA("quota"),
  /** The disk refused or was short, and what memory may hold was full as well. */
  DISK_FULL("disk_full"),
  /** It could no longer be read: checksum, format, or the file was gone. */
  CORRUPT("corrupt"),
  /** A destination will never take it. */
  REJECTED("rejected"),
  /** It had become too old. */
  EXPIRED("expired"),
  /** It is larger than one record may be. */
  TOO_LARGE("too_large");

  private final String label;

  DropReason(String label) {
    this.label = label;
  }

  /** The value of the metric's attribute {@code reason}. */
  public String label() {
    return label;
  }
}
