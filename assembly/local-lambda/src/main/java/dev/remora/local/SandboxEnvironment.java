// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The environment variables of the runtime and of the extensions: what Lambda gives, and no more.
 */
final class SandboxEnvironment {

  /** Account of the function: the one that AWS's documentation uses. */
  static final String ACCOUNT = "123456789012";

  private final LocalLambdaOptions options;
  private final SandboxLayout layout;
  private final String runtimeApi;
  private final String logStream =
      LocalDate.now(ZoneOffset.UTC).toString().replace('-', '/')
          + "/[$LATEST]"
          + UUID.randomUUID().toString().replace("-", "");

  SandboxEnvironment(LocalLambdaOptions options, SandboxLayout layout, String runtimeApi) {
    this.options = options;
    this.layout = layout;
    this.runtimeApi = runtimeApi;
  }

  /** The sandbox's own name, as telemetry has it. */
  String logStream() {
    return logStream;
  }

  /** Variables of an extension, as {@code NAME=value}. */
  List<String> ofExtension() {
    Map<String, String> variables = common();
    variables.keySet().removeIf(SandboxEnvironment::isWithheldFromExtensions);
    return lines(variables);
  }

  /** Variables of the runtime, as {@code NAME=value}. */
  List<String> ofRuntime() {
    Map<String, String> variables = common();
    variables.put("_HANDLER", options.handler());
    variables.put("LAMBDA_TASK_ROOT", layout.taskRoot());
    variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + options.functionName());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
    variables.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
    variables.put("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000");
    variables.put("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1");
    variables.put("_AWS_XRAY_DAEMON_PORT", "2000");
    if (options.managedInstance()) {
      variables.put("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(options.concurrency()));
    }
    if (options.functionCode() instanceof FunctionCode.JavaHandler) {
      variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + Runtime.version().feature());
    }
    return lines(variables);
  }

  /** Names that reach the runtime only, as the platform's source has them. */
  private static boolean isWithheldFromExtensions(String name) {
    return name.startsWith("_")
        || name.startsWith("AWS_XRAY_")
        || switch (name) {
          case "AWS_EXECUTION_ENV",
              "AWS_LAMBDA_LOG_GROUP_NAME",
              "AWS_LAMBDA_LOG_STREAM_NAME",
              "AWS_LAMBDA_MAX_CONCURRENCY",
              "LAMBDA_TASK_ROOT",
              "LAMBDA_RUNTIME_DIR" ->
              true;
          default -> false;
        };
  }

  private Map<String, String> common() {
    String opt = layout.opt();
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:" + opt + "/bin");
    variables.put(
        "LD_LIBRARY_PATH",
        "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:"
            + opt
            + "/lib");
    variables.put("LANG", "en_US.UTF-8");
    variables.put("TZ", ":UTC");
    // Never the desk's own credentials: an extension is foreign code.
    variables.put("AWS_ACCESS_KEY_ID", "local");
    variables.put("AWS_SECRET_ACCESS_KEY", "local");
    variables.put("AWS_SESSION_TOKEN", "local");
    variables.putAll(options.environment());
    variables.put("AWS_REGION", options.region());
    variables.put("AWS_DEFAULT_REGION", options.region());
    variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    variables.put("AWS_LAMBDA_FUNCTION_NAME", options.functionName());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(options.memoryMegabytes()));
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", options.initializationType().word());
    variables.put("AWS_LAMBDA_LOG_FORMAT", options.jsonLogs() ? "JSON" : "Text");
    return variables;
  }

  private static List<String> lines(Map<String, String> variables) {
    List<String> lines = new ArrayList<>();
    variables.forEach((name, value) -> lines.add(name + "=" + value));
    return lines;
  }
}
