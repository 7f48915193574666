// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.plugin;

import dev.remora.api.Exporter;
import dev.remora.api.ExporterPlugin;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.SamplerPlugin;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Scope;
import dev.remora.internal.config.Environment;
import dev.remora.internal.log.AgentLog;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Makes plugins out of started bundles: reads kind, name and class from the bundle's capability,
 * constructs the class with its settings, and takes it out of service when the bundle stops. The
 * extender pattern (OSGi Core R8, 4.4.12 "extender"). Ours and everybody's bundles are treated
 * alike.
 */
public final class PluginExtender
    implements BundleTrackerCustomizer<List<PluginExtender.Extension>> {
  private final Environment variables;
  private final Chosen chosen;
  private final PluginSink sink;
  private final AgentLog log;
  private final Set<String> inService = new HashSet<>();

  /**
   * Which plugins are wanted; a bundle may bring more than one.
   *
   * @param samplers names of samplers; null for all
   * @param exporters names of exporters; null for all
   */
  public record Chosen(List<String> samplers, List<String> exporters) {
    boolean includes(String namespace, String name) {
      List<String> names = namespace.equals(SamplerPlugin.NAMESPACE) ? samplers : exporters;
      return names == null || names.contains(name);
    }
  }

  /** A plugin that a bundle brought. */
  public record Extension(String namespace, String name) {}

  /** Chosen plugins go to the sink. */
  public PluginExtender(Environment variables, Chosen chosen, PluginSink sink, AgentLog log) {
    this.variables = variables;
    this.chosen = chosen;
    this.sink = sink;
    this.log = log;
  }

  @Override
  public List<Extension> addingBundle(Bundle bundle, BundleEvent event) {
    List<Extension> extensions = new ArrayList<>(1);
    extend(bundle, SamplerPlugin.NAMESPACE, extensions);
    extend(bundle, ExporterPlugin.NAMESPACE, extensions);
    return extensions.isEmpty() ? null : extensions;
  }

  @Override
  public void modifiedBundle(Bundle bundle, BundleEvent event, List<Extension> extensions) {
    // A tracked bundle stays the same until it stops.
  }

  @Override
  public void removedBundle(Bundle bundle, BundleEvent event, List<Extension> extensions) {
    for (Extension extension : extensions) {
      synchronized (inService) {
        inService.remove(extension.namespace() + extension.name());
      }
      if (extension.namespace().equals(SamplerPlugin.NAMESPACE)) {
        sink.samplerGone(extension.name());
      } else {
        sink.exporterGone(extension.name());
      }
    }
  }

  private void extend(Bundle bundle, String namespace, List<Extension> extensions) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    for (BundleCapability capability : revision.getDeclaredCapabilities(namespace)) {
      String name = text(capability, namespace);
      String type = text(capability, "class");
      if (name.isEmpty() || type.isEmpty()) {
        log.warn(
            bundle.getSymbolicName()
                + " is left out: its capability "
                + namespace
                + " names no plugin or no class");
      } else if (!chosen.includes(namespace, name)) {
        log.debug(name + " of " + bundle.getSymbolicName() + " was not chosen");
      } else if (!claim(namespace + name)) {
        log.warn(
            bundle.getSymbolicName()
                + " is left out: there is a plugin named "
                + name
                + " already");
      } else if (construct(bundle, namespace, name, type)) {
        extensions.add(new Extension(namespace, name));
      } else {
        synchronized (inService) {
          inService.remove(namespace + name);
        }
      }
    }
  }

  private boolean claim(String key) {
    synchronized (inService) {
      return inService.add(key);
    }
  }

  private boolean construct(Bundle bundle, String namespace, String name, String type) {
    AgentLog ownLog = log.named(name);
    PluginContext context =
        new EnvironmentPluginContext(
            name, variables, variables.executionEnvironment(), sink, ownLog);
    try {
      Object plugin =
          bundle.loadClass(type).getConstructor(PluginContext.class).newInstance(context);
      if (namespace.equals(SamplerPlugin.NAMESPACE)) {
        Scope scope =
            new Scope(bundle.getSymbolicName(), bundle.getVersion().toString(), Attributes.none());
        sink.added(name, scope, (Sampler) plugin);
      } else {
        sink.added(name, (Exporter) plugin);
      }
      return true;
    } catch (InvocationTargetException e) {
      ownLog.warn("cannot be constructed and is left out", e.getCause());
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      ownLog.warn("cannot be constructed and is left out", e);
    }
    return false;
  }

  private static String text(BundleCapability capability, String attribute) {
    return capability.getAttributes().get(attribute) instanceof String text ? text : "";
  }
}
