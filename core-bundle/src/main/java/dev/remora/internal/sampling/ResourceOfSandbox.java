// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * What all telemetry of this sandbox is about, in OpenTelemetry's resource attributes (semantic
 * conventions 1.44, {@code faas} and {@code cloud}; values: telemetry reference 1.2). The account
 * and the resource id are known from the first invocation on. Used by the sampling thread alone.
 */
public final class ResourceOfSandbox {
  static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0";

  private final ExecutionEnvironment environment;
  private final String serviceName;
  private final Attributes extra;
  private final String version;
  private Resource resource;
  private String sandboxId = "";
  private String functionArn = "";
  private String instanceId = "";

  /**
   * @param serviceName value of {@code service.name}
   * @param extra attributes that the user set
   * @param version version of the agent
   */
  public ResourceOfSandbox(
      ExecutionEnvironment environment, String serviceName, Attributes extra, String version) {
    this.environment = environment;
    this.serviceName = serviceName;
    this.extra = extra;
    this.version = version;
  }

  /** The function and its sandbox. */
  ExecutionEnvironment environment() {
    return environment;
  }

  /** Version of the agent. */
  String version() {
    return version;
  }

  /**
   * The platform's name for this sandbox, that of its log stream; empty when it did not say: then
   * its identity stands for it.
   */
  void instance(String id) {
    if (!id.equals(instanceId)) {
      instanceId = id;
      resource = null;
    }
  }

  /** Takes over what the first invocation tells; later ones must not change the identity. */
  void invoked(Invocation invocation, String sandbox) {
    if (functionArn.isEmpty()) {
      functionArn = invocation.functionArn();
      resource = null;
    }
    if (!sandbox.equals(sandboxId)) {
      sandboxId = sandbox;
      resource = null;
    }
  }

  Resource resource() {
    if (resource == null) {
      resource = build();
    }
    return resource;
  }

  private Resource build() {
    List<KeyValue> all = new ArrayList<>(20);
    text(all, "service.name", serviceName);
    text(all, "service.instance.id", sandboxId);
    text(all, "cloud.provider", "aws");
    text(all, "cloud.platform", "aws_lambda");
    text(all, "cloud.region", environment.region());
    text(all, "cloud.account.id", arnField(4));
    text(all, "cloud.resource_id", resourceId());
    text(all, "faas.name", environment.functionName());
    text(all, "faas.version", environment.functionVersion());
    text(all, "faas.instance", instanceId.isEmpty() ? sandboxId : instanceId);
    if (environment.memoryMegabytes() > 0) {
      long bytes = environment.memoryMegabytes() * 1_048_576L;
      all.add(new KeyValue("faas.max_memory", AnyValue.of(bytes)));
    }
    text(all, "host.arch", architecture(System.getProperty("os.arch")));
    text(all, "os.type", "linux");
    text(all, "telemetry.distro.name", "remora");
    text(all, "telemetry.distro.version", version);
    Attributes attributes = new Attributes(all);
    for (KeyValue entry : extra.entries()) {
      attributes =
          attributes.get(entry.key()).isPresent()
              ? attributes
              : attributes.with(entry.key(), entry.value());
    }
    return new Resource(attributes);
  }

  /** The invoked ARN with an alias replaced by the version that runs. */
  private String resourceId() {
    int fields = 0;
    for (int i = 0; i < functionArn.length(); i++) {
      if (functionArn.charAt(i) == ':' && ++fields == 7) {
        String version = environment.functionVersion();
        return version.isEmpty() ? functionArn : functionArn.substring(0, i + 1) + version;
      }
    }
    return functionArn;
  }

  private String arnField(int index) {
    int from = 0;
    for (int field = 0; field < index; field++) {
      int colon = functionArn.indexOf(':', from);
      if (colon < 0) {
        return "";
      }
      from = colon + 1;
    }
    int to = functionArn.indexOf(':', from);
    return to < 0 ? "" : functionArn.substring(from, to);
  }

  private static String architecture(String osArch) {
    return osArch.equals("aarch64") ? "arm64" : osArch;
  }

  private static void text(List<KeyValue> all, String key, String value) {
    if (!value.isEmpty()) {
      all.add(new KeyValue(key, AnyValue.of(value)));
    }
  }
}
