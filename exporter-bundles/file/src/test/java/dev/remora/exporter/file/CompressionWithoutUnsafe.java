// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

/** A program that compresses where the module {@code jdk.unsupported} is not there. */
final class CompressionWithoutUnsafe {
  private CompressionWithoutUnsafe() {}

  public static void main(String[] arguments) {
    if (ModuleLayer.boot().findModule("jdk.unsupported").isPresent()) {
      throw new IllegalStateException("jdk.unsupported is there: nothing is proved");
    }
    if (new Lz4Frames().frame(new byte[200_000]).length > 10_000) {
      throw new IllegalStateException("not compressed");
    }
    System.out.println("no sun.misc, frame made");
  }
}
