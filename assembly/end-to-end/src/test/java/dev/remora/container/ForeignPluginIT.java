// SPDX-License-Identifier: Apache-2.0
package dev.remora.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.api.Sampler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A plugin that this build did not make: its own jar, its own manifest, installed while all runs.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ForeignPluginIT {

  private static final String PLUGIN_CLASS = "dev.remora.container.foreign.ForeignSampler";

  @Inject private BundleContext context;

  private Bundle foreign;

  @Configuration
  public Option[] container() {
    return new Option[] {RemoraContainer.withRemora()};
  }

  @After
  public void uninstall() throws BundleException {
    if (foreign != null) {
      foreign.uninstall();
    }
  }

  @Test
  public void aForeignBundleIsWiredToTheApiOfTheCore() throws Exception {
    foreign = install("[1.0,2)");

    foreign.start();

    assertThat(
            foreign.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE))
        .isNotEmpty()
        .extracting(BundleWire::getProvider)
        .extracting(provider -> provider.getSymbolicName())
        .containsOnly("dev.remora.core");
  }

  @Test
  public void itsSamplerIsASamplerOfTheCore() throws Exception {
    foreign = install("[1.0,2)");

    Class<?> plugin = foreign.loadClass(PLUGIN_CLASS);

    assertThat(plugin.getClassLoader())
        .isSameAs(foreign.adapt(BundleWiring.class).getClassLoader())
        .isNotSameAs(getClass().getClassLoader());
    assertThat(plugin.getConstructor().newInstance()).isInstanceOf(Sampler.class);
  }

  @Test
  public void aPluginForAnotherMajorVersionOfTheApiDoesNotResolve() throws Exception {
    foreign = install("[2.0,3)");

    assertThatThrownBy(() -> foreign.start())
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("dev.remora.api");
  }

  @Test
  public void whatIsInternalToTheCoreCannotBeImported() throws Exception {
    foreign = install("[1.0,2)", "dev.remora.internal.sampling");

    assertThatThrownBy(() -> foreign.start())
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("dev.remora.internal.sampling");
  }

  private Bundle install(String apiVersions, String... otherImports)
      throws IOException, BundleException {
    StringBuilder imports =
        new StringBuilder("dev.remora.api;version=\"").append(apiVersions).append('"');
    for (String other : otherImports) {
      imports.append(',').append(other);
    }
    return context.installBundle(
        "test:foreign", new ByteArrayInputStream(pluginJar(imports.toString())));
  }

  private byte[] pluginJar(String imports) throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "org.example.foreign");
    headers.putValue(Constants.IMPORT_PACKAGE, imports);
    headers.putValue(
        Constants.PROVIDE_CAPABILITY,
        "dev.remora.sampler;dev.remora.sampler=foreign;class=" + PLUGIN_CLASS);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String entry = PLUGIN_CLASS.replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
        InputStream compiled = getClass().getClassLoader().getResourceAsStream(entry)) {
      jar.putNextEntry(new JarEntry(entry));
      compiled.transferTo(jar);
    }
    return bytes.toByteArray();
  }
}
