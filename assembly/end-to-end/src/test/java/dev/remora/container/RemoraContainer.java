// SPDX-License-Identifier: Apache-2.0
package dev.remora.container;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;

import java.nio.file.Path;
import org.ops4j.pax.exam.Option;

/**
 * The container of these tests: Felix as it is, without Connect and without the run-time image, in
 * a JVM of its own, with the jars that this build made.
 */
final class RemoraContainer {

  /** Where the build puts the jars, without their versions. */
  private static final Path BUNDLES = Path.of("target", "bundles");

  private RemoraContainer() {}

  static Option withRemora() {
    return composite(
        vmOptions("-Xshare:auto", "--sun-misc-unsafe-memory-access=allow"),
        systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"),
        built("pax-logging-api"),
        junitBundles(),
        built("byte-buddy"),
        built("assertj-core"),
        built("lz4-java"),
        built("remora-core"),
        built("remora-sampler-cpu"),
        built("remora-sampler-lambda"),
        built("remora-sampler-memory"),
        built("remora-sampler-network"),
        built("remora-exporter-file"));
  }

  private static Option built(String name) {
    return bundle(BUNDLES.resolve(name + ".jar").toUri().toString());
  }
}
