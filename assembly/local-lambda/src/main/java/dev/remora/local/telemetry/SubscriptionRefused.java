// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

/** A subscription that is answered with an error. */
public final class SubscriptionRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String errorType;

  SubscriptionRefused(int status, String errorType, String message) {
    super(message, null, false, false);
    this.status = status;
    this.errorType = errorType;
  }

  static SubscriptionRefused invalid(String message) {
    return new SubscriptionRefused(400, "ValidationError", message);
  }

  /** The answer's status. */
  public int status() {
    return status;
  }

  /** The platform's word for it. */
  public String errorType() {
    return errorType;
  }
}
