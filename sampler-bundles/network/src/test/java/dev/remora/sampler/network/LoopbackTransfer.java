// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.proc.ProcFiles;
import dev.remora.testkit.FolderProcFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Sends a known number of bytes over loopback, between two readings of the real kernel. */
final class LoopbackTransfer {
  static final long BYTES = 32L * 1024 * 1024;

  /** A main segment of loopback carries 64 KiB. */
  private static final byte[] CHUNK = new byte[64 * 1024];

  private LoopbackTransfer() {}

  static ProcFiles kernel() {
    return new FolderProcFiles(Path.of("/proc"));
  }

  /** Prints what was measured of it: bytes received and transmitted, segments in and out. */
  public static void main(String... arguments) throws Exception {
    Sampled sampled = new Sampled();
    sampled.context.with("REMORA_NETWORK_INTERFACES", "lo");
    sampled.reading(kernel());
    run();
    sampled.reading(kernel());
    System.out.println(
        (long) sampled.io("lo", "receive")
            + " "
            + (long) sampled.io("lo", "transmit")
            + " "
            + (long) sampled.recorder.sum(NetworkMetrics.SEGMENTS));
  }

  /** Sends; returns when all of it has been received and counted there. */
  static void run() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> drain(accepted));
      OutputStream output = client.getOutputStream();
      for (long sent = 0; sent < BYTES; sent += CHUNK.length) {
        output.write(CHUNK);
      }
      client.shutdownOutput();
      if (received.get() != BYTES) {
        throw new IOException("received " + received.get() + " bytes of " + BYTES);
      }
    }
  }

  private static long drain(Socket socket) {
    try (InputStream input = socket.getInputStream()) {
      byte[] buffer = new byte[CHUNK.length];
      long received = 0;
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        received += read;
      }
      return received;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
