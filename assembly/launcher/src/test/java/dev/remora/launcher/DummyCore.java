// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import dev.remora.api.host.AgentHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** In the place of the core: says on the host's stream what it found when it was started. */
public final class DummyCore implements BundleActivator {

  @Override
  public void start(BundleContext context) throws IOException {
    ServiceReference<AgentHost> reference = context.getServiceReference(AgentHost.class);
    AgentHost host = context.getService(reference);
    List<String> active = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getState() == Bundle.ACTIVE && bundle.getBundleId() != 0) {
        active.add(bundle.getSymbolicName());
      }
    }
    String[] samplers = (String[]) reference.getProperty(AgentHost.SAMPLERS);
    host.words().write(("active " + active + " samplers " + List.of(samplers) + '\n').getBytes());
  }

  @Override
  public void stop(BundleContext context) {}
}
