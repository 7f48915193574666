// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.PluginContext;
import dev.remora.api.Setting;
import dev.remora.api.Signal;
import dev.remora.http.transport.Endpoints;
import java.net.URI;

/**
 * The address for one signal: an endpoint of the signal is used as it is, to a general one the path
 * of the signal is appended (OpenTelemetry specification, "Endpoint URLs for OTLP/HTTP").
 *
 * @param wanted false when there are endpoints, but none for this signal
 * @param variable the variable it is from
 * @param uri the address; null when it cannot be used
 * @param problem why it cannot be used, one line; else empty
 */
record Address(boolean wanted, String variable, URI uri, String problem) {
  private static final String DEFAULT_BASE = "http://localhost:4318";
  private static final int GRPC_PORT = 4317;
  private static final Setting<String> RUNTIME_API =
      Setting.text("runtime_api", "", "").inVariable("AWS_LAMBDA_RUNTIME_API");

  /** Whether requests to both can go over one connection. */
  boolean isOfTheServerOf(Address other) {
    return uri != null
        && other.uri != null
        && Endpoints.shown(uri).equalsIgnoreCase(Endpoints.shown(other.uri));
  }

  static Address read(PluginContext context, Signal signal) {
    Setting<String> own =
        signal == Signal.METRICS ? OtlpSettings.METRICS_ENDPOINT : OtlpSettings.LOGS_ENDPOINT;
    String[] prefixes = OtlpSettings.prefixes(signal);
    Setting<String> standard = own.inVariable(prefixes[0] + "ENDPOINT");
    Setting<String> general = own.inVariable(prefixes[1] + "ENDPOINT");
    if (context.isSet(own)) {
      return of(context, own, signal, true);
    }
    if (context.isSet(OtlpSettings.ENDPOINT)) {
      return of(context, OtlpSettings.ENDPOINT, signal, false);
    }
    if (context.isSet(standard)) {
      return of(context, standard, signal, true);
    }
    if (context.isSet(general)) {
      return of(context, general, signal, false);
    }
    String variable = OtlpSettings.ENDPOINT.variable(context.name());
    if (hasOtherEndpoint(context, signal)) {
      context
          .log()
          .info(
              "there is an endpoint for the other signal only: no "
                  + Destination.word(signal)
                  + " are exported; "
                  + variable
                  + " would be for both");
      return new Address(false, variable, null, "");
    }
    return new Address(true, variable, withPath(URI.create(DEFAULT_BASE), signal), "");
  }

  private static boolean hasOtherEndpoint(PluginContext context, Signal signal) {
    Signal other = signal == Signal.METRICS ? Signal.LOGS : Signal.METRICS;
    Setting<String> own =
        other == Signal.METRICS ? OtlpSettings.METRICS_ENDPOINT : OtlpSettings.LOGS_ENDPOINT;
    return context.isSet(own)
        || context.isSet(own.inVariable(OtlpSettings.prefixes(other)[0] + "ENDPOINT"));
  }

  private static Address of(
      PluginContext context, Setting<String> setting, Signal signal, boolean asItIs) {
    String variable = setting.variable(context.name());
    try {
      URI uri = Endpoints.parse(context.get(setting));
      if (!asItIs && (uri.getRawQuery() != null || uri.getRawFragment() != null)) {
        throw new IllegalArgumentException("a base address without \"?\" and \"#\"");
      }
      String problem = Ourselves.problem(uri, context.get(RUNTIME_API));
      if (!problem.isEmpty()) {
        return new Address(true, variable, null, variable + ": " + problem);
      }
      if (Endpoints.port(uri) == GRPC_PORT) {
        context
            .log()
            .warn(
                variable
                    + ": port 4317 is usually that of OTLP over gRPC; expected an address for OTLP"
                    + " over HTTP, which is usually at port 4318; goes on with 4317");
      }
      return new Address(true, variable, asItIs ? uri : withPath(uri, signal), "");
    } catch (IllegalArgumentException e) {
      return new Address(
          true,
          variable,
          null,
          variable + " cannot be used: expected " + e.getMessage() + "; nothing is sent");
    }
  }

  private static URI withPath(URI base, Signal signal) {
    String text = base.toString();
    return URI.create(text + (text.endsWith("/") ? "" : "/") + "v1/" + Destination.word(signal));
  }
}
