// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/** An environment could not be initialised, or what was asked of it is impossible. */
public final class LocalLambdaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String errorType;

  /**
   * Makes one.
   *
   * @param errorType the platform's word, for example {@code Extension.Crash}
   * @param message what happened, in one line
   */
  public LocalLambdaException(String errorType, String message) {
    super(message);
    this.errorType = errorType;
  }

  /**
   * Makes one with a cause.
   *
   * @param errorType the platform's word
   * @param message what happened, in one line
   * @param cause why
   */
  public LocalLambdaException(String errorType, String message, Throwable cause) {
    super(message, cause);
    this.errorType = errorType;
  }

  /** The platform's word for the error, for example {@code Extension.LaunchError}. */
  public String errorType() {
    return errorType;
  }
}
