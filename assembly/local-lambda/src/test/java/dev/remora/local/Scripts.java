// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Functions and extensions in bash, which use the documented calls and nothing of ours. */
final class Scripts {

  /** {@code request METHOD PATH HEADERS BODY} sets STATUS, HEAD and BODY. */
  private static final String HTTP =
      """
      #!/bin/bash
      request() {
        local line length=0
        exec 9<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%:*}/${AWS_LAMBDA_RUNTIME_API#*:}"
        printf '%s %s HTTP/1.1\\r\\nHost: x\\r\\n%sContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s' \
          "$1" "$2" "$3" "${#4}" "$4" >&9
        IFS= read -r line <&9
        STATUS=${line#* } STATUS=${STATUS%% *} HEAD= BODY=
        while IFS= read -r line <&9 && line=${line%$'\\r'} && [[ -n $line ]]; do
          HEAD+=$line$'\\n'
          case $line in Content-Length:*) length=${line#*: } ;; esac
        done
        (( length > 0 )) && IFS= read -r -N "$length" BODY <&9
        exec 9<&- 9>&-
      }
      header() {
        local line
        while IFS= read -r line; do
          case $line in "$1: "*) VALUE=${line#*: } ;; esac
        done <<< "$HEAD"
      }
      """;

  private static final String FUNCTION =
      """
      runtime=/2018-06-01/runtime
      while :; do
        request GET $runtime/invocation/next '' ''
        event=$BODY
        header Lambda-Runtime-Aws-Request-Id
        id=$VALUE
        answer() { request POST $runtime/invocation/$id/response '' "$1"; }
        fail() {
          request POST $runtime/invocation/$id/error \
            $'Lambda-Runtime-Function-Error-Type: '"$1"$'\\r\\n' \
            "{\\"errorType\\":\\"$1\\",\\"errorMessage\\":\\"no\\"}"
        }
        handle
      done
      """;

  private static final String EXTENSION =
      """
      extension=/2020-01-01/extension
      register() {
        request POST $extension/register \
          $'Lambda-Extension-Name: '"${0##*/}"$'\\r\\n' "{\\"events\\":[$1]}"
        header Lambda-Extension-Identifier
        ID=$VALUE
      }
      subscribe() {
        request PUT /2022-07-01/telemetry $'Lambda-Extension-Identifier: '"$ID"$'\\r\\n' "$1"
      }
      next() {
        request GET $extension/event/next $'Lambda-Extension-Identifier: '"$ID"$'\\r\\n' ''
      }
      loop() {
        while :; do
          next
          [[ $STATUS == 200 ]] || exit 9
          case $BODY in *'"eventType":"SHUTDOWN"'*) exit 0 ;; esac
        done
      }
      """;

  private final Path folder;

  Scripts(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** The layer's folder. */
  Path layer() {
    return folder.resolve("layer");
  }

  /** A function; {@code handler} is bash that calls {@code answer TEXT} or {@code fail TYPE}. */
  FunctionCode function(String handler) {
    return rawFunction(HTTP + "handle() {\n" + handler + "\n}\n" + FUNCTION);
  }

  /** A function that does something before it asks for its first invocation. */
  FunctionCode function(String init, String handler) {
    return rawFunction(HTTP + init + "\nhandle() {\n" + handler + "\n}\n" + FUNCTION);
  }

  FunctionCode rawFunction(String text) {
    return new FunctionCode.Bootstrap(write(folder.resolve("code/bootstrap"), text));
  }

  /** An extension of the layer; {@code body} calls register, next, loop. */
  Scripts extension(String name, String body) {
    write(layer().resolve("extensions").resolve(name), HTTP + EXTENSION + body + "\n");
    return this;
  }

  /** A file of the layer, written as it is. */
  Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
