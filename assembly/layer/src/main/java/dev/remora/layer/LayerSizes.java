// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.util.Locale;

/**
 * What a layer weighs.
 *
 * @param zipped bytes of the zip
 * @param unzipped bytes of all files in it
 * @param image bytes of the run-time image
 * @param cache bytes of the cache
 */
public record LayerSizes(long zipped, long unzipped, long image, long cache) {

  /** One line for people. */
  @Override
  public String toString() {
    return megabytes(zipped)
        + " zipped, "
        + megabytes(unzipped)
        + " unzipped (run-time image "
        + megabytes(image)
        + ", cache "
        + megabytes(cache)
        + ")";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
