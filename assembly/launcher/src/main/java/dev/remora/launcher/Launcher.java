// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import dev.remora.api.host.AgentHost;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Starts the framework with the core and the chosen plugins. One plugin that cannot be installed or
 * started costs one line; the others start.
 */
public final class Launcher {
  private final AgentHost host;
  private final BundleIndex index;
  private final ClassLoader loader;
  private final List<File> pluginFolders;
  private final LauncherLog log;

  Launcher(
      AgentHost host,
      BundleIndex index,
      ClassLoader loader,
      List<File> pluginFolders,
      LauncherLog log) {
    this.host = host;
    this.index = index;
    this.loader = loader;
    this.pluginFolders = pluginFolders;
    this.log = log;
  }

  /**
   * Starts; the core is active when this returns.
   *
   * @return the running framework
   * @throws IOException if there is no folder for the framework's state
   * @throws BundleException if the framework or the core cannot start
   */
  Framework start() throws IOException, BundleException {
    List<BundleDescription> available = available();
    BundleSelection selection = BundleSelection.of(host.environment(), available);
    for (String warning : selection.warnings()) {
      log.line(warning);
    }
    List<BundleDescription> chosen = Requirements.withNeeded(selection.bundles(), available);
    Framework framework = framework(chosen);
    framework.init();
    BundleContext context = framework.getBundleContext();
    context.registerService(AgentHost.class, host, names(selection));
    Bundle core = context.installBundle(BundleDescription.CORE);
    List<Bundle> connected = new ArrayList<>();
    List<Bundle> jars = new ArrayList<>();
    for (BundleDescription bundle : chosen) {
      install(bundle, context, bundle.connected() ? connected : jars);
    }
    framework.start();
    // In one go: resolving one by one costs more.
    framework.adapt(FrameworkWiring.class).resolveBundles(null);
    start(connected);
    core.start(Bundle.START_TRANSIENT);
    // Behind the core, which follows bundles that come: an activator that hangs holds up no one.
    start(jars);
    return framework;
  }

  private List<BundleDescription> available() {
    List<BundleDescription> available = new ArrayList<>();
    for (BundleDescription bundle : index.bundles()) {
      if (!bundle.location().equals(BundleDescription.CORE)) {
        available.add(bundle);
      }
    }
    for (File folder : pluginFolders) {
      available.addAll(new PluginFolder(folder).bundles(log));
    }
    return available;
  }

  private Framework framework(List<BundleDescription> chosen) throws IOException {
    boolean onlyConnected = true;
    for (BundleDescription bundle : chosen) {
      onlyConnected &= bundle.connected();
    }
    Map<String, String> configuration =
        FrameworkConfiguration.of(
            FrameworkStorage.in(host.environment()),
            onlyConnected ? index.systemPackages() : index.allSystemPackages(),
            onlyConnected);
    return new Felix(configuration, new ConnectedBundles(index.bundles(), loader));
  }

  private static Dictionary<String, Object> names(BundleSelection selection) {
    Dictionary<String, Object> names = new Hashtable<>();
    names.put(AgentHost.SAMPLERS, selection.samplers().toArray(new String[0]));
    names.put(AgentHost.EXPORTERS, selection.exporters().toArray(new String[0]));
    return names;
  }

  private void install(BundleDescription bundle, BundleContext context, List<Bundle> installed) {
    try {
      installed.add(context.installBundle(bundle.location()));
    } catch (BundleException | RuntimeException e) {
      log.failure(bundle.location() + " cannot be installed; going on without it", e);
    }
  }

  private void start(List<Bundle> bundles) {
    for (Bundle bundle : bundles) {
      try {
        // Transient: nothing is written to disk for a start that nobody will repeat.
        bundle.start(Bundle.START_TRANSIENT);
      } catch (BundleException | RuntimeException | LinkageError e) {
        log.failure(bundle.getSymbolicName() + " cannot be started; going on without it", e);
      }
    }
  }
}
