// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal;

import dev.remora.api.host.AgentHost;
import dev.remora.internal.config.CoreSettings;
import dev.remora.internal.config.Environment;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.plugin.PluginExtender;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Starts the agent as soon as there is an {@link AgentHost} and lets it take events as soon as the
 * framework has started all bundles. Without a host the core is there for others to resolve against
 * and does nothing.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class CoreActivator implements BundleActivator {
  private ServiceTracker<AgentHost, Agent> hosts;
  private BundleTracker<?> plugins;

  /** Called by the framework. */
  public CoreActivator() {}

  @Override
  public void start(BundleContext context) {
    hosts =
        new ServiceTracker<>(context, AgentHost.class, null) {
          @Override
          public Agent addingService(ServiceReference<AgentHost> reference) {
            return build(context, reference);
          }
        };
    hosts.open();
  }

  @Override
  public void stop(BundleContext context) {
    if (plugins != null) {
      plugins.close();
    }
    hosts.close();
  }

  private Agent build(BundleContext context, ServiceReference<AgentHost> reference) {
    AgentHost host = context.getService(reference);
    Environment environment = new Environment(host.environment());
    AgentLog log = log(environment);
    try {
      Agent agent =
          Agent.build(host, environment, log, context.getBundle().getVersion().toString());
      PluginExtender extender = new PluginExtender(environment, chosen(reference), agent, log);
      plugins = new BundleTracker<>(context, Bundle.ACTIVE, extender);
      plugins.open();
      whenAllHaveStarted(context, agent);
      return agent;
    } catch (IOException e) {
      log.warn("the agent cannot start: there is nobody to take events from", e);
      return null;
    }
  }

  /** The host may name the plugins that it wants; one that names none wants all. */
  private static PluginExtender.Chosen chosen(ServiceReference<AgentHost> reference) {
    List<String> samplers = names(reference, AgentHost.SAMPLERS);
    List<String> exporters = names(reference, AgentHost.EXPORTERS);
    return new PluginExtender.Chosen(samplers, exporters);
  }

  private static List<String> names(ServiceReference<AgentHost> reference, String property) {
    return reference.getProperty(property) instanceof String[] names ? List.of(names) : null;
  }

  private static AgentLog log(Environment environment) {
    AgentLog standard = new AgentLog(System.err, AgentLog.Level.INFO);
    String level = environment.get(CoreSettings.LOG_LEVEL, CoreSettings.LOG, standard);
    return switch (level) {
      case "debug" -> new AgentLog(System.err, AgentLog.Level.DEBUG);
      case "warn" -> new AgentLog(System.err, AgentLog.Level.WARN);
      case "off" -> new AgentLog(System.err, AgentLog.Level.OFF);
      default -> standard;
    };
  }

  private static void whenAllHaveStarted(BundleContext context, Agent agent) {
    if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE) {
      agent.start();
      return;
    }
    context.addFrameworkListener(
        new FrameworkListener() {
          @Override
          public void frameworkEvent(FrameworkEvent event) {
            if (event.getType() == FrameworkEvent.STARTED) {
              agent.start();
            }
          }
        });
  }
}
