// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.Exporter;
import dev.remora.api.PluginContext;
import dev.remora.http.transport.testkit.ScriptedServer;
import dev.remora.testkit.ExporterContract;
import dev.remora.testkit.FakePluginContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class OtlpExporterContractTest extends ExporterContract {
  /** The server of the test is a port of this process. */
  @TempDir private Path noProc;

  private ScriptedServer server;

  @BeforeEach
  void open() throws IOException {
    server = ScriptedServer.plain();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Override
  protected Exporter working() {
    return exporter(context());
  }

  @Override
  protected Exporter failing() throws IOException {
    PluginContext context = context();
    server.close();
    return exporter(context);
  }

  private PluginContext context() {
    return new FakePluginContext("otlp").with("REMORA_OTLP_ENDPOINT", server.uri("").toString());
  }

  @Override
  protected Exporter exporter(PluginContext context) {
    return new OtlpExporter(context, noProc);
  }
}
