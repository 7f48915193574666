// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/** Why an environment cannot go on: it is reset after this. */
final class EnvironmentFailure extends Exception {

  static final String TIMED_OUT = "Sandbox.Timedout";

  private static final long serialVersionUID = 1L;

  private final String errorType;
  private final transient byte[] payload;

  /**
   * Makes one.
   *
   * @param errorType the platform's word
   * @param message what happened
   * @param payload an error object the runtime has sent, or null
   */
  EnvironmentFailure(String errorType, String message, byte[] payload) {
    super(message);
    this.errorType = errorType;
    this.payload = payload;
  }

  String errorType() {
    return errorType;
  }

  byte[] payload() {
    return payload;
  }

  boolean timedOut() {
    return errorType.equals(TIMED_OUT);
  }
}
