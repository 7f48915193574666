// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/**
 * Delivers a batch as a line per record over a connection that is kept. Nobody acknowledges: what
 * was written counts as delivered, and a batch that breaks off is written again from its start.
 */
final class TcpDelivery implements Delivery {

  private final int port;
  private Socket socket;
  private boolean closed;

  TcpDelivery(int port) {
    this.port = port;
  }

  @Override
  public void send(List<byte[]> records) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] json : records) {
      lines.writeBytes(json);
      lines.write('\n');
    }
    try {
      lines.writeTo(connected().getOutputStream());
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  private synchronized Socket connected() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    if (socket == null) {
      socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
    return socket;
  }

  private synchronized void disconnect() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is given up in any case
      }
      socket = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    disconnect();
  }
}
