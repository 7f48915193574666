// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which of the layer's plugins the environment chooses. Never fails: what cannot be understood
 * becomes one line, and the rest holds.
 *
 * @param bundles the bundles of the chosen plugins, in the order of the layer
 * @param samplers names of the chosen samplers
 * @param exporters names of the chosen exporters
 * @param warnings one line each, for the log
 */
record BundleSelection(
    List<BundleDescription> bundles,
    List<String> samplers,
    List<String> exporters,
    List<String> warnings) {

  private static final String NONE = "none";
  private static final String[] OTLP_VARIABLES = {
    "REMORA_OTLP_ENDPOINT",
    "REMORA_OTLP_METRICS_ENDPOINT",
    "REMORA_OTLP_LOGS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT"
  };
  private static final String HTTP_VARIABLE = "REMORA_HTTP_URL";

  /**
   * Chooses.
   *
   * @param environment the environment variables
   * @param available all bundles of the layer; of two plugins with the same name the first counts
   */
  static BundleSelection of(Map<String, String> environment, List<BundleDescription> available) {
    List<String> warnings = new ArrayList<>();
    List<String> knownSamplers = known(PluginKind.SAMPLER, available, warnings);
    List<String> knownExporters = known(PluginKind.EXPORTER, available, warnings);
    String samplerNames = value(environment, PluginKind.SAMPLER.variable());
    List<String> samplers =
        samplerNames.isEmpty()
            ? knownSamplers
            : named(PluginKind.SAMPLER, samplerNames, knownSamplers, warnings);
    String exporterNames = value(environment, PluginKind.EXPORTER.variable());
    List<String> exporters =
        exporterNames.isEmpty()
            ? configured(environment, knownExporters, warnings)
            : named(PluginKind.EXPORTER, exporterNames, knownExporters, warnings);
    return new BundleSelection(
        bundles(available, samplers, exporters), samplers, exporters, warnings);
  }

  private static List<String> known(
      PluginKind kind, List<BundleDescription> available, List<String> warnings) {
    List<String> names = new ArrayList<>();
    for (BundleDescription bundle : available) {
      for (PluginName plugin : bundle.plugins()) {
        if (plugin.kind() != kind) {
          continue;
        }
        if (names.contains(plugin.name())) {
          warnings.add(
              "two bundles declare the "
                  + kind.word()
                  + " \""
                  + plugin.name()
                  + "\"; the first is used, not "
                  + bundle.location());
        } else {
          names.add(plugin.name());
        }
      }
    }
    return names;
  }

  private static List<String> named(
      PluginKind kind, String value, List<String> known, List<String> warnings) {
    List<String> names = new ArrayList<>();
    if (NONE.equals(value)) {
      return names;
    }
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      String name = value.substring(start, end).strip();
      start = end + 1;
      if (name.isEmpty() || names.contains(name)) {
        continue;
      }
      if (known.contains(name)) {
        names.add(name);
      } else {
        warnings.add(unknown(kind, value, name, known));
      }
    }
    return names;
  }

  private static String unknown(PluginKind kind, String value, String name, List<String> known) {
    StringBuilder line = new StringBuilder(160);
    line.append(kind.variable()).append('=').append(value).append(": ");
    if (NONE.equals(name)) {
      return line.append("\"none\" only counts alone and is ignored beside other names").toString();
    }
    line.append("there is no ").append(kind.word()).append(" \"").append(name);
    line.append("\" in this layer; it has ");
    if (known.isEmpty()) {
      return line.append("none; going on without it").toString();
    }
    for (int i = 0; i < known.size(); i++) {
      line.append(i == 0 ? "" : ", ").append(known.get(i));
    }
    line.append(" (nearest: ").append(NearestName.of(name, known));
    return line.append("); going on without it").toString();
  }

  private static List<String> configured(
      Map<String, String> environment, List<String> known, List<String> warnings) {
    List<String> names = new ArrayList<>();
    for (String variable : OTLP_VARIABLES) {
      if (!value(environment, variable).isEmpty()) {
        addConfigured("otlp", variable, known, names, warnings);
        break;
      }
    }
    if (!value(environment, HTTP_VARIABLE).isEmpty()) {
      addConfigured("http", HTTP_VARIABLE, known, names, warnings);
    }
    if (names.isEmpty() && known.contains("file")) {
      names.add("file");
    }
    return names;
  }

  private static void addConfigured(
      String name, String variable, List<String> known, List<String> names, List<String> warnings) {
    if (known.contains(name)) {
      names.add(name);
    } else {
      warnings.add(
          variable
              + " is set, but the exporter \""
              + name
              + "\" is not in this layer; going on without it");
    }
  }

  private static List<BundleDescription> bundles(
      List<BundleDescription> available, List<String> samplers, List<String> exporters) {
    List<BundleDescription> bundles = new ArrayList<>();
    List<String> samplersLeft = new ArrayList<>(samplers);
    List<String> exportersLeft = new ArrayList<>(exporters);
    for (BundleDescription bundle : available) {
      boolean chosen = false;
      for (PluginName plugin : bundle.plugins()) {
        List<String> left = plugin.kind() == PluginKind.SAMPLER ? samplersLeft : exportersLeft;
        chosen |= left.remove(plugin.name());
      }
      if (chosen) {
        bundles.add(bundle);
      }
    }
    return bundles;
  }

  private static String value(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    return value == null ? "" : value.strip();
  }
}
