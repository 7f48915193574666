// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.SamplerContract;
import java.util.List;

class NetworkSamplerContractTest extends SamplerContract {
  @Override
  protected Sampler sampler() {
    return sampler(
        new FakePluginContext("network")
            .with("REMORA_NETWORK_INTERFACES", "*")
            .with("REMORA_NETWORK_TCP_EVENTS", "true")
            .with("REMORA_NETWORK_CONNECTIONS", "true"));
  }

  @Override
  protected Sampler sampler(PluginContext context) {
    return new NetworkSampler(context);
  }

  @Override
  protected List<Instrument> instruments() {
    return NetworkMetrics.all();
  }

  @Override
  protected ProcFiles proc(int reading) {
    long n = 1000L * reading;
    String numbers = ": " + n + " 2 0 0 0 0 0 0 " + (n + 5) + " 4 0 0 0 0 0 0\n";
    return new MemoryProcFiles()
        .put(
            "net/dev",
            "Inter-|   Receive |  Transmit\n face |bytes packets errs drop fifo frame compressed"
                + " multicast|bytes packets errs drop fifo colls carrier compressed\n"
                + "    lo"
                + numbers
                + "  eth0"
                + numbers)
        .put(
            "net/snmp",
            "Ip: DefaultTTL\nIp: 64\nTcp: MaxConn EstabResets InSegs OutSegs RetransSegs\n"
                + ("Tcp: -1 1 " + n + " " + n + " 2\n"))
        .put("net/netstat", "TcpExt: TCPTimeouts TCPSynRetrans\nTcpExt: " + n + " 3\n")
        .put("net/tcp", "  sl  local_address rem_address   st\n   0: 0:1 0:2 0A 0:0\n");
  }
}
