// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/**
 * Gives the framework the built-in bundles by their locations. A location that is not in the index
 * is an ordinary bundle, which the framework opens itself.
 */
final class ConnectedBundles implements ModuleConnector {
  private final List<BundleDescription> bundles;
  private final ClassLoader loader;

  /**
   * Creates a connector.
   *
   * @param bundles the built-in bundles
   * @param loader where the classes and files of all of them are
   */
  ConnectedBundles(List<BundleDescription> bundles, ClassLoader loader) {
    this.bundles = bundles;
    this.loader = loader;
  }

  @Override
  public void initialize(File storage, Map<String, String> configuration) {}

  @Override
  public Optional<ConnectModule> connect(String location) {
    for (BundleDescription bundle : bundles) {
      if (bundle.location().equals(location)) {
        return Optional.of(new ConnectedBundle(bundle, loader));
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<BundleActivator> newBundleActivator() {
    return Optional.empty();
  }
}
