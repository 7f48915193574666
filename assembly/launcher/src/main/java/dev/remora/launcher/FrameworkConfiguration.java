// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The properties with which Felix starts quickly and keeps out of the way. */
final class FrameworkConfiguration {
  /** Built-in bundles ask for no execution environment: the image is the one they were made for. */
  private static final String THIS_ENVIRONMENT =
      "osgi.ee;osgi.ee=\"JavaSE\";version:List<Version>=\"25\"";

  /** JavaSE 25 and everything that it can stand in for. */
  private static final String ALL_ENVIRONMENTS =
      "osgi.ee;osgi.ee=\"JavaSE\";version:List<Version>=\"1.0,1.1,1.2,1.3,1.4,1.5,1.6,1.7,1.8,"
          + "9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\"";

  private FrameworkConfiguration() {}

  /**
   * The properties.
   *
   * @param storage a folder that the framework may make and empty
   * @param systemPackages what the framework exports
   * @param onlyConnected whether all bundles are built-in
   */
  static Map<String, String> of(Path storage, String systemPackages, boolean onlyConnected) {
    Map<String, String> properties = new HashMap<>();
    properties.put("org.osgi.framework.storage", storage.toString());
    // A former agent of this sandbox may have been killed while it wrote there.
    properties.put("org.osgi.framework.storage.clean", "onFirstInit");
    properties.put("org.osgi.framework.system.packages", systemPackages);
    properties.put(
        "org.osgi.framework.system.capabilities",
        onlyConnected ? THIS_ENVIRONMENT : ALL_ENVIRONMENTS);
    // One agent at a time: the start script waits for the old one's end.
    properties.put("felix.cache.locking", "false");
    // Neither is needed by connected bundles; together they need sun.misc.Unsafe.
    properties.put("felix.service.urlhandlers", "false");
    // A pool of threads costs more than resolving ten bundles.
    properties.put("felix.resolver.parallelism", "1");
    // The core ends the process itself, before a deadline.
    properties.put("felix.shutdown.hook", "false");
    return properties;
  }
}
