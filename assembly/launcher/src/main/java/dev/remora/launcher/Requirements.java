// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the bundles that other bundles cannot do without: those that export a package they import,
 * carry the symbolic name they require, or provide a capability they require. Versions and filters
 * are left to the framework's resolver; this only decides what is installed.
 */
public final class Requirements {
  private Requirements() {}

  /**
   * The wanted bundles and, behind them, everything they need, directly or through others.
   *
   * @param wanted bundles to be installed
   * @param available all bundles there are; a built-in one names its needs itself
   */
  public static List<BundleDescription> withNeeded(
      List<BundleDescription> wanted, List<BundleDescription> available) {
    List<BundleDescription> all = new ArrayList<>(wanted);
    // The list grows while it is walked: needs of needs are found too.
    for (int i = 0; i < all.size(); i++) {
      BundleDescription bundle = all.get(i);
      for (BundleDescription other : available) {
        if (!isIn(all, other) && needs(bundle, other)) {
          all.add(other);
        }
      }
    }
    return all;
  }

  // By identity: the equals of a record is put together at run time, in 5 ms.
  private static boolean isIn(List<BundleDescription> bundles, BundleDescription wanted) {
    for (BundleDescription bundle : bundles) {
      if (bundle == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean needs(BundleDescription bundle, BundleDescription other) {
    return bundle.connected()
        ? bundle.requires().contains(other.location())
        : isNeeded(bundle, other);
  }

  /** Whether the headers of one bundle ask for something that the other one has. */
  public static boolean isNeeded(BundleDescription bundle, BundleDescription other) {
    return asks(bundle, "Import-Package", other, "Export-Package")
        || asks(bundle, "Require-Bundle", other, "Bundle-SymbolicName")
        || asks(bundle, "Require-Capability", other, "Provide-Capability");
  }

  private static boolean asks(
      BundleDescription bundle, String question, BundleDescription other, String answer) {
    String asked = bundle.headers().get(question);
    String given = other.headers().get(answer);
    if (asked == null || given == null) {
      return false;
    }
    List<ManifestHeader.Clause> offers = ManifestHeader.parse(given);
    for (ManifestHeader.Clause wish : ManifestHeader.parse(asked)) {
      if (!wish.optional() && offered(wish, offers)) {
        return true;
      }
    }
    return false;
  }

  private static boolean offered(ManifestHeader.Clause wish, List<ManifestHeader.Clause> offers) {
    for (ManifestHeader.Clause offer : offers) {
      for (String path : wish.paths()) {
        if (offer.paths().contains(path)) {
          return true;
        }
      }
    }
    return false;
  }
}
