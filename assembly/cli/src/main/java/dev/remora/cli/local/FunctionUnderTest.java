// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.local.FunctionCode;
import java.util.Objects;

/**
 * The function that is run.
 *
 * @param code how it is started
 * @param name the function's name, {@code AWS_LAMBDA_FUNCTION_NAME}
 * @param handler the value of {@code _HANDLER}
 */
record FunctionUnderTest(FunctionCode code, String name, String handler) {
  FunctionUnderTest {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(handler, "handler");
  }
}
