// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.remora.api.PluginContext;
import dev.remora.api.Secret;
import dev.remora.api.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/**
 * The settings that every exporter over HTTP has: declared here once, read for the exporter whose
 * context it is, so that its variables begin with {@code REMORA_<PLUGIN>_}.
 */
public final class TransportSettings {

  /** Longest time for one request. */
  public static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "timeout", "10s", "Longest time for one request; 0ms leaves it to the time there is.");

  /** Longest time to reach one address. */
  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration("connect_timeout", "2s", "Longest time to reach one address.");

  /** A proxy. */
  public static final Setting<Secret> PROXY =
      Setting.secret(
          "proxy",
          "Address of an HTTP proxy, such as `http://user:password@host:3128`; else that of"
              + " `HTTPS_PROXY` or `HTTP_PROXY`.");

  /** What does not go through it. */
  public static final Setting<String> NO_PROXY =
      Setting.text(
          "no_proxy",
          "",
          "Hosts, domains and addresses that are reached without proxy, separated by commas, `*`"
              + " for all; else those of `NO_PROXY`.");

  /** Authorities to trust. */
  public static final Setting<String> CERTIFICATE =
      Setting.text(
          "certificate",
          "",
          "PEM file of authorities that are trusted besides the well-known ones.");

  /** The client's certificate. */
  public static final Setting<String> CLIENT_CERTIFICATE =
      Setting.text(
          "client_certificate",
          "",
          "PEM file of the certificate that is shown to servers that ask for one.");

  /** Its key. */
  public static final Setting<String> CLIENT_KEY =
      Setting.text("client_key", "", "PEM file of its key, in PKCS #8 and not encrypted.");

  private TransportSettings() {}

  /** All of them, in the order in which a README has them. */
  public static List<Setting<?>> all() {
    return List.of(
        TIMEOUT, CONNECT_TIMEOUT, PROXY, NO_PROXY, CERTIFICATE, CLIENT_CERTIFICATE, CLIENT_KEY);
  }

  /**
   * Reads them; what cannot be used is said in one line and left out.
   *
   * @param standardPrefixes beginnings of variables of a standard that hold after our own, for
   *     {@code CERTIFICATE}, {@code CLIENT_CERTIFICATE} and {@code CLIENT_KEY}: for example {@code
   *     OTEL_EXPORTER_OTLP_}
   */
  public static TransportOptions read(PluginContext context, String... standardPrefixes) {
    Setting<String> certificate = set(context, CERTIFICATE, standardPrefixes);
    Setting<String> clientCertificate = set(context, CLIENT_CERTIFICATE, standardPrefixes);
    Setting<String> clientKey = set(context, CLIENT_KEY, standardPrefixes);
    boolean pair = isPair(context, clientCertificate, clientKey);
    return new TransportOptions(
        context.get(CONNECT_TIMEOUT),
        proxies(context),
        context.get(certificate),
        pair ? context.get(clientCertificate) : "",
        pair ? context.get(clientKey) : "");
  }

  /** Whether a variable of TLS that begins like this is set. */
  public static boolean isAnySet(PluginContext context, String standardPrefix) {
    return context.isSet(CERTIFICATE.inVariable(standardPrefix + "CERTIFICATE"))
        || context.isSet(CLIENT_CERTIFICATE.inVariable(standardPrefix + "CLIENT_CERTIFICATE"))
        || context.isSet(CLIENT_KEY.inVariable(standardPrefix + "CLIENT_KEY"));
  }

  /** What an exporter calls itself in the header User-Agent. */
  public static String userAgent(PluginContext context) {
    try (InputStream version = TransportSettings.class.getResourceAsStream("version")) {
      byte[] text = version == null ? new byte[0] : version.readAllBytes();
      return "Remora/" + new String(text, US_ASCII).strip() + " (" + context.name() + ")";
    } catch (IOException e) {
      return "Remora (" + context.name() + ")";
    }
  }

  /** The one of a setting's variables that is set, else our own. */
  private static <T> Setting<T> set(
      PluginContext context, Setting<T> own, String... standardPrefixes) {
    String name = own.variable("x").substring("REMORA_X_".length());
    for (String prefix : standardPrefixes) {
      Setting<T> standard = own.inVariable(prefix + name);
      if (!context.isSet(own) && context.isSet(standard)) {
        return standard;
      }
    }
    return own;
  }

  private static boolean isPair(
      PluginContext context, Setting<String> certificate, Setting<String> key) {
    if (context.isSet(certificate) == context.isSet(key)) {
      return true;
    }
    boolean lonelyKey = context.isSet(key);
    Setting<String> there = lonelyKey ? key : certificate;
    Setting<String> missing = lonelyKey ? CLIENT_CERTIFICATE : CLIENT_KEY;
    context
        .log()
        .warn(
            there.variable(context.name())
                + " is set without "
                + missing.variable(context.name())
                + ": expected both, PEM files of a certificate and its key; goes on without a"
                + " client certificate");
    return false;
  }

  private static Proxies proxies(PluginContext context) {
    ProxyServer secure = proxy(context, PROXY, "HTTPS_PROXY", "https_proxy");
    ProxyServer plain = proxy(context, PROXY, "HTTP_PROXY", "http_proxy");
    if (secure == null && plain == null) {
      return Proxies.NONE;
    }
    String without =
        PluginContext.first(
            context, NO_PROXY, NO_PROXY.inVariable("NO_PROXY"), NO_PROXY.inVariable("no_proxy"));
    return new Proxies(secure, plain, without);
  }

  /** Null when there is none. */
  private static ProxyServer proxy(PluginContext context, Setting<Secret> own, String... standard) {
    Setting<Secret> setting = own;
    for (String variable : standard) {
      Setting<Secret> other = own.inVariable(variable);
      if (!context.isSet(setting) && context.isSet(other)) {
        setting = other;
      }
    }
    Secret address = context.get(setting);
    if (address.isEmpty()) {
      return null;
    }
    try {
      return ProxyServer.parse(address.reveal());
    } catch (IllegalArgumentException e) {
      context
          .log()
          .warn(
              setting.variable(context.name())
                  + " cannot be used: expected an address such as http://host:3128; goes on without"
                  + " this proxy");
      return null;
    }
  }
}
