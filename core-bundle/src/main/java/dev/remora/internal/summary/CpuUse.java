// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import java.util.List;

/**
 * What an invocation used of the processor (telemetry reference, 3.4 steps 3 to 7). Seconds are CPU
 * seconds of the whole invocation; loads are over its windows and refer to the allotted share. NaN
 * where unknown.
 *
 * @param user of the sandbox in user mode
 * @param system of the sandbox in the kernel
 * @param steal given to others by the host
 * @param function of the function's processes
 * @param agent of Remora's processes
 * @param unattributed busy time that no process of the sandbox accounts for, interrupts included
 * @param foreign whether others kept a shared machine busy, and loads are those of the sandbox's
 *     processes alone
 * @param visible CPUs in sight
 * @param share CPUs that the function is allotted
 * @param windows number of windows
 * @param loadAverage busy time over allotted time
 * @param loadMax the highest load of a window; above 1 where it got more than its share
 * @param demand busy, stolen and unaccounted time over the time of all visible CPUs, at most 1
 * @param busiestCore the highest share of a window in which one core was busy
 * @param saturation share of the time in saturated windows
 * @param saturatedSeconds that time, wall-clock seconds
 * @param flatline whether the load ran along its ceiling for long
 * @param flatlineSeconds the longest time without a break in saturated windows, wall-clock
 * @param singleCore share of the time in which one core was full
 * @param cores the most CPUs that were busy on average in a window
 */
record CpuUse(
    double user,
    double system,
    double steal,
    double function,
    double agent,
    double unattributed,
    boolean foreign,
    double visible,
    double share,
    int windows,
    double loadAverage,
    double loadMax,
    double demand,
    double busiestCore,
    double saturation,
    double saturatedSeconds,
    boolean flatline,
    double flatlineSeconds,
    double singleCore,
    double cores) {
  private static final double FULL_CORE = 0.95;

  /**
   * @param saturated which of the windows are
   * @param seconds how long the function ran
   */
  static CpuUse of(
      Ticks ticks,
      List<Window> windows,
      boolean[] saturated,
      boolean foreign,
      double share,
      double cpus,
      double seconds) {
    double time = 0;
    double busy = 0;
    double withheld = 0;
    double loadMax = Double.NaN;
    double busiestCore = Double.NaN;
    double fullCore = 0;
    double coreTime = 0;
    double cores = Double.NaN;
    double saturatedSeconds = 0;
    Flatline flatline = new Flatline();
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      double load = window.load(share);
      time += window.seconds();
      busy += window.busy();
      withheld += window.withheld();
      loadMax = larger(loadMax, load);
      busiestCore = larger(busiestCore, window.busiestCore());
      cores = larger(cores, window.busy() / window.seconds());
      fullCore += window.busiestCore() >= FULL_CORE ? window.seconds() : 0;
      coreTime += Double.isNaN(window.busiestCore()) ? 0 : window.seconds();
      saturatedSeconds += saturated[i] ? window.seconds() : 0;
      flatline.add(window, saturated[i], load, share);
    }
    boolean known = !windows.isEmpty();
    return new CpuUse(
        ticks.total(Signal.CPU_USER),
        ticks.total(Signal.CPU_SYSTEM),
        ticks.total(Signal.CPU_STEAL),
        ticks.total(Signal.FUNCTION_CPU),
        ticks.total(Signal.AGENT_CPU),
        unattributed(ticks),
        foreign,
        cpus,
        share,
        windows.size(),
        known ? busy / (share * time) : Double.NaN,
        loadMax,
        known ? Math.min(1, (busy + withheld) / (cpus * time)) : Double.NaN,
        busiestCore,
        known ? saturatedSeconds / time : Double.NaN,
        known ? saturatedSeconds : Double.NaN,
        flatline.found(seconds),
        known ? flatline.seconds() : Double.NaN,
        coreTime == 0 ? Double.NaN : fullCore / coreTime,
        cores);
  }

  /**
   * The kernel's own threads, children that nobody waited for, and, on a machine that is shared,
   * other programs.
   */
  static double unattributed(Ticks ticks) {
    double processes =
        ticks.total(Signal.FUNCTION_CPU)
            + ticks.total(Signal.AGENT_CPU)
            + ticks.total(Signal.OTHER_CPU);
    double busy = ticks.total(Signal.CPU_USER) + ticks.total(Signal.CPU_SYSTEM);
    return Math.max(0, busy - processes);
  }

  private static double larger(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : Math.max(a, b);
  }

  /** User and system together; NaN when unknown. */
  double total() {
    return user + system;
  }
}
