// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.PluginContext;
import dev.remora.api.Setting;
import dev.remora.api.Signal;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.HttpTransport;
import dev.remora.http.transport.TransportSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where metrics and log records go, read from the environment. What the user got wrong is one line
 * that names the variable.
 */
record Destinations(Destination metrics, Destination logs) {

  static Destinations read(PluginContext context) {
    Address metrics = Address.read(context, Signal.METRICS);
    Address logs = Address.read(context, Signal.LOGS);
    HttpTransport transport = transport(context, Signal.METRICS);
    boolean apart =
        !metrics.isOfTheServerOf(logs)
            || TransportSettings.isAnySet(context, OtlpSettings.prefixes(Signal.METRICS)[0])
            || TransportSettings.isAnySet(context, OtlpSettings.prefixes(Signal.LOGS)[0]);
    return new Destinations(
        destination(context, Signal.METRICS, metrics, transport),
        destination(
            context, Signal.LOGS, logs, apart ? transport(context, Signal.LOGS) : transport));
  }

  private static HttpTransport transport(PluginContext context, Signal signal) {
    return HttpTransport.of(TransportSettings.read(context, OtlpSettings.prefixes(signal)));
  }

  private static Destination destination(
      PluginContext context, Signal signal, Address address, HttpTransport transport) {
    String protocol =
        context.get(OtlpSettings.set(context, OtlpSettings.PROTOCOL, "PROTOCOL", signal));
    String compression =
        context.get(OtlpSettings.set(context, OtlpSettings.COMPRESSION, "COMPRESSION", signal));
    Duration timeout = OtlpSettings.timeout(context, signal);
    return new Destination(
        signal,
        address.wanted() && isWanted(context, signal),
        address.variable(),
        address.uri(),
        address.problem(),
        headers(context, signal),
        protocol.equals("http/json"),
        compression.equals("gzip"),
        timeout,
        transport);
  }

  private static boolean isWanted(PluginContext context, Signal signal) {
    Setting<List<String>> setting = OtlpSettings.SIGNALS;
    boolean wanted = false;
    for (String word : context.get(setting)) {
      wanted |= word.equalsIgnoreCase(Destination.word(signal));
      if (!word.equalsIgnoreCase("metrics") && !word.equalsIgnoreCase("logs")) {
        context
            .log()
            .warn(
                setting.variable(context.name())
                    + ": expected metrics, logs or both; \""
                    + word
                    + "\" is ignored");
      }
    }
    return wanted;
  }

  private static List<HttpRequest.Header> headers(PluginContext context, Signal signal) {
    var setting = OtlpSettings.set(context, OtlpSettings.HEADERS, "HEADERS", signal);
    List<HttpRequest.Header> headers =
        OtlpHeaders.parse(context.get(setting), setting.variable(context.name()), context.log());
    for (HttpRequest.Header header : headers) {
      if (header.name().equalsIgnoreCase("User-Agent")) {
        return headers;
      }
    }
    List<HttpRequest.Header> all = new ArrayList<>(headers);
    all.add(new HttpRequest.Header("User-Agent", TransportSettings.userAgent(context), false));
    return all;
  }
}
