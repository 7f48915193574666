// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/**
 * Declares a {@link Sampler} and its name, once. The build writes it into the bundle's manifest as
 * a capability in the namespace {@value #NAMESPACE}, where the launcher finds it before it installs
 * anything. The class must be public and have a public constructor that takes a {@link
 * PluginContext}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Capability(namespace = SamplerPlugin.NAMESPACE, attribute = "class=${@class}")
public @interface SamplerPlugin {

  /** The capability namespace of samplers. */
  String NAMESPACE = "dev.remora.sampler";

  /**
   * The name by which {@code REMORA_SAMPLERS} chooses this plugin and with which its settings
   * begin: lower-case letters, digits and hyphens.
   */
  @Attribute(NAMESPACE)
  String value();
}
