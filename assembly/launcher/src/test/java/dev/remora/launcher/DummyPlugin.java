// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A connected bundle with an activator that does nothing. */
public final class DummyPlugin implements BundleActivator {
  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
