// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was said of each of the latest invocations: records come in any order, late, twice or never.
 * Not thread-safe.
 */
final class Invocations {
  /**
   * Managed Instances run up to 64 at once for each vCPU; a record that comes later counts anew.
   */
  static final int MOST = 1024;

  private final Map<String, Said> byRequestId = new Latest();

  /** Of one invocation. */
  static final class Said {
    boolean done;
    boolean reported;
    boolean success;
    boolean error;
    boolean timeout;
    boolean outOfMemory;
    boolean overhead;

    /** NaN while unknown. */
    double runtimeSeconds = Double.NaN;

    /** NaN while unknown. */
    double totalSeconds = Double.NaN;
  }

  private static final class Latest extends LinkedHashMap<String, Said> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
      return size() > MOST;
    }
  }

  /** What was said of that one; a new entry when nothing was. */
  Said of(String requestId) {
    Said said = byRequestId.get(requestId);
    if (said == null) {
      said = new Said();
      byRequestId.put(requestId, said);
    }
    return said;
  }
}
