// SPDX-License-Identifier: Apache-2.0
package dev.remora.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Exporter;
import dev.remora.api.ExporterPlugin;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.SamplerPlugin;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The jars of this build are true bundles: they work together in a Felix that knows nothing of us.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BundlesIT {

  private static final List<String> SAMPLERS = List.of("cpu", "lambda", "memory", "network");
  private static final List<String> PLUGINS =
      List.of(
          "dev.remora.sampler.cpu",
          "dev.remora.sampler.lambda",
          "dev.remora.sampler.memory",
          "dev.remora.sampler.network",
          "dev.remora.exporter.file");

  @Inject private BundleContext context;

  @Configuration
  public Option[] container() {
    return new Option[] {RemoraContainer.withRemora()};
  }

  @Test
  public void theContainerIsPlainFelixOnTheJdkThatTheBuildSelected() {
    Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);

    assertThat(framework.getSymbolicName()).isEqualTo("org.apache.felix.framework");
    assertThat(framework.getVersion()).isEqualTo(new Version("7.0.5"));
    assertThat(Runtime.version().feature()).isEqualTo(25);
  }

  @Test
  public void everyBundleIsActive() {
    assertThat(context.getBundles())
        .extracting(Bundle::getSymbolicName)
        .contains("dev.remora.core")
        .containsAll(PLUGINS);
    assertThat(context.getBundles())
        .filteredOn(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
        .allSatisfy(
            bundle ->
                assertThat(bundle.getState())
                    .as("state of %s", bundle.getSymbolicName())
                    .isEqualTo(Bundle.ACTIVE));
  }

  @Test
  public void everySamplerSaysItsNameAndItsClassInTheManifest() throws Exception {
    for (String name : SAMPLERS) {
      Bundle bundle = bundle("dev.remora.sampler." + name);

      Class<?> plugin = pluginClass(bundle, SamplerPlugin.NAMESPACE, name);

      assertThat(Sampler.class).isAssignableFrom(plugin);
      assertThat(plugin.getConstructor(PluginContext.class)).isNotNull();
    }
  }

  @Test
  public void theLambdaSamplerSaysItsNameItsClassAndItsPortInTheManifest() throws Exception {
    Bundle bundle = bundle("dev.remora.sampler.lambda");

    Class<?> plugin = pluginClass(bundle, SamplerPlugin.NAMESPACE, "lambda");

    assertThat(Sampler.class).isAssignableFrom(plugin);
    assertThat(plugin.getConstructor(PluginContext.class)).isNotNull();
    assertThat(bundle.getHeaders().get("Remora-Telemetry-Port")).isEqualTo("4329");
  }

  @Test
  public void theFileExporterSaysItsNameAndItsClassInTheManifest() throws Exception {
    Bundle bundle = bundle("dev.remora.exporter.file");

    Class<?> plugin = pluginClass(bundle, ExporterPlugin.NAMESPACE, "file");

    assertThat(Exporter.class).isAssignableFrom(plugin);
    assertThat(plugin.getConstructor(PluginContext.class)).isNotNull();
  }

  @Test
  public void thereIsOneApiAndItIsTheCores() throws Exception {
    ClassLoader core = loader("dev.remora.core");

    for (String plugin : PLUGINS) {
      assertThat(bundle(plugin).loadClass("dev.remora.api.PluginContext").getClassLoader())
          .as("the loader of the API as %s sees it", plugin)
          .isSameAs(core);
    }
    assertThat(Sampler.class.getClassLoader()).isSameAs(core);
  }

  @Test
  public void theCoreExportsTheApiWithVersionsAndNothingElse() {
    List<BundleCapability> exported =
        revision("dev.remora.core").getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE);

    assertThat(exported)
        .extracting(capability -> attribute(capability, PackageNamespace.PACKAGE_NAMESPACE))
        .contains(
            "dev.remora.api",
            "dev.remora.api.lifecycle",
            "dev.remora.api.telemetry",
            "dev.remora.api.proc")
        .allSatisfy(name -> assertThat((String) name).startsWith("dev.remora.api"));
    assertThat(exported)
        .extracting(capability -> attribute(capability, Constants.VERSION_ATTRIBUTE))
        .doesNotContain(Version.emptyVersion);
  }

  @Test
  public void pluginsExportNothing() {
    for (String plugin : PLUGINS) {
      assertThat(revision(plugin).getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE))
          .as("what %s exports", plugin)
          .isEmpty();
    }
  }

  @Test
  public void pluginsNeedTheApiInTheRangeOfItsMajorVersion() {
    for (String plugin : PLUGINS) {
      assertThat(bundle(plugin).getHeaders().get(Constants.IMPORT_PACKAGE))
          .contains("dev.remora.api;version=\"[1.")
          .contains(",2)");
    }
  }

  private Class<?> pluginClass(Bundle bundle, String namespace, String name) throws Exception {
    List<BundleCapability> plugins =
        bundle.adapt(BundleRevision.class).getDeclaredCapabilities(namespace);
    assertThat(plugins).hasSize(1);
    assertThat(attribute(plugins.getFirst(), namespace)).isEqualTo(name);

    Class<?> plugin = bundle.loadClass((String) attribute(plugins.getFirst(), "class"));
    assertThat(plugin.getClassLoader()).isSameAs(loader(bundle.getSymbolicName()));
    return plugin;
  }

  private ClassLoader loader(String symbolicName) {
    return bundle(symbolicName).adapt(BundleWiring.class).getClassLoader();
  }

  private BundleRevision revision(String symbolicName) {
    return bundle(symbolicName).adapt(BundleRevision.class);
  }

  private Bundle bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
  }

  private static Object attribute(BundleCapability capability, String name) {
    return capability.getAttributes().get(name);
  }
}
