// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/** A request that the platform answers with an error body. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String errorType;

  Refusal(int status, String errorType, String message) {
    super(message, null, false, false);
    this.status = status;
    this.errorType = errorType;
  }

  static Refusal forbidden(String errorType, String message) {
    return new Refusal(403, errorType, message);
  }

  static Refusal extensionTransition(Extension.State from, Extension.State to, String nameOrId) {
    return forbidden(
        "Extension.InvalidExtensionState",
        "State transition from "
            + from.word()
            + " to "
            + to.word()
            + " failed for extension "
            + nameOrId
            + ". Error: State transition is not allowed");
  }

  static Refusal runtimeTransition(String from, String to) {
    return forbidden(
        "InvalidStateTransition",
        "State transition from "
            + from
            + " to "
            + to
            + " failed for runtime. Error: State transition is not allowed");
  }

  HttpResponse response() {
    return Json.response(status, Json.error(errorType, getMessage()));
  }
}
