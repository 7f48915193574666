// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import dev.remora.api.Exporter;
import dev.remora.api.PluginContext;
import dev.remora.testkit.ExporterContract;
import dev.remora.testkit.FakePluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileExporterContractTest extends ExporterContract {
  @TempDir private Path folder;

  @Override
  protected Exporter working() {
    return exporter(in(folder.resolve("telemetry")));
  }

  @Override
  protected Exporter failing() throws IOException {
    Path file = folder.resolve("a file");
    Files.writeString(file, "in the way");
    return exporter(in(file));
  }

  @Override
  protected Exporter exporter(PluginContext context) {
    return new FileExporter(context);
  }

  private static PluginContext in(Path directory) {
    return new FakePluginContext("file").with("REMORA_FILE_DIRECTORY", directory.toString());
  }
}
