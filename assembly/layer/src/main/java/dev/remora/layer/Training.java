// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.launcher.PluginKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the cache: runs the image's agent through a whole life with every plugin of the layer, one
 * of somebody else's, and receivers that answer. What is not used here is loaded slowly in Lambda.
 */
final class Training {
  private final Path remora;
  private final Path work;
  private final LayerParts parts;

  /**
   * Trains one layer.
   *
   * @param remora the layer's folder {@code remora} with the image and the options
   * @param work an existing folder for what the agent writes
   */
  Training(Path remora, Path work, LayerParts parts) {
    this.remora = remora;
    this.work = work;
    this.parts = parts;
  }

  /** Writes the cache, and makes sure that the image accepts it. */
  void run() throws IOException, LayerException, InterruptedException {
    Path cache = remora.resolve("agent.aot");
    Path plugins = remora.resolve("plugins");
    Path jar = plugins.resolve("training.jar");
    boolean first = !Files.exists(plugins);
    TrainingPlugin.write(jar);
    live(
        List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTRecordTraining",
            "-XX:AOTCacheOutput=" + cache),
        Duration.ofMillis(1500));
    Files.delete(jar);
    if (first) {
      Files.delete(plugins);
    }
    if (!Files.exists(cache)) {
      throw new LayerException("the training run left no cache " + cache);
    }
    live(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache), Duration.ofMillis(50));
  }

  private void live(List<String> options, Duration invocation)
      throws IOException, LayerException, InterruptedException {
    Path store = work.resolve("training.p12");
    Files.deleteIfExists(store);
    TrainingTelemetry telemetry = telemetry();
    try (Intake intake = new Intake(TrainingCertificate.make(store))) {
      List<String> command = new ArrayList<>();
      command.add(remora.resolve("jre/bin/java").toString());
      command.addAll(options);
      command.add("-Djavax.net.ssl.trustStore=" + store);
      command.add("-Djavax.net.ssl.trustStorePassword=" + TrainingCertificate.PASSWORD);
      command.add("@" + remora.resolve("agent.options"));
      Path log = work.resolve("training.log");
      try (AgentProcess agent = AgentProcess.start(command, environment(intake, telemetry), log)) {
        AgentLife.play(agent, invocation, telemetry);
      }
    }
    Files.delete(store);
  }

  private TrainingTelemetry telemetry() throws IOException {
    boolean heard =
        parts.bundles().stream()
            .anyMatch(part -> part.headers().containsKey(LayerBuilder.TELEMETRY_PORT));
    return heard ? TrainingTelemetry.onFreePort() : TrainingTelemetry.none();
  }

  private Map<String, String> environment(Intake intake, TrainingTelemetry telemetry) {
    List<String> exporters = new ArrayList<>();
    for (Part part : parts.bundles()) {
      part.description().plugins().stream()
          .filter(plugin -> plugin.kind() == PluginKind.EXPORTER)
          .forEach(plugin -> exporters.add(plugin.name()));
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_REGION", "eu-west-1");
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "training");
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    environment.put("REMORA_DIRECTORY", work.resolve("tmp").toString());
    environment.put("REMORA_BUFFER_DIRECTORY", work.resolve("tmp").toString());
    environment.put("REMORA_FILE_DIRECTORY", work.resolve("exported").toString());
    environment.put("REMORA_EXPORTERS", exporters.isEmpty() ? "none" : String.join(",", exporters));
    environment.put("REMORA_OTLP_ENDPOINT", intake.url());
    environment.put("REMORA_HTTP_URL", intake.secureUrl());
    if (telemetry.port() != 0) {
      environment.put("REMORA_LAMBDA_PORT", Integer.toString(telemetry.port()));
    }
    return environment;
  }
}
