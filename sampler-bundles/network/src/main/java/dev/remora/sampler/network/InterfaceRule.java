// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import java.util.List;

/**
 * Which interfaces are counted: those that are named; where none of them exists, every one that is
 * not ignored. Names may hold {@code *}, which stands for anything.
 */
final class InterfaceRule {
  /**
   * The function's traffic shows under one of two names, by age of the sandbox. Where both exist,
   * one of them is idle.
   */
  private static final String OLDER_PREFIX = "vinternal_";

  private static final String NEWER = "vint_runtime";

  private final List<String> named;
  private final List<String> ignored;

  InterfaceRule(List<String> named, List<String> ignored) {
    this.named = named;
    this.ignored = ignored;
  }

  boolean names(String name) {
    return matches(named, name);
  }

  boolean ignores(String name) {
    return matches(ignored, name);
  }

  /** The named ones, as they were configured. */
  List<String> named() {
    return named;
  }

  /** Decides for each of these which are there now whether it is counted. */
  void choose(List<NetworkInterface> present) {
    boolean anyNamed = false;
    for (int i = 0; i < present.size(); i++) {
      anyNamed |= present.get(i).named;
    }
    long older = 0;
    long newer = -1;
    for (int i = 0; i < present.size(); i++) {
      NetworkInterface one = present.get(i);
      one.counted = anyNamed ? one.named : !one.ignored;
      if (one.counted && isOlder(one.name)) {
        older += one.bytes();
      } else if (one.counted && isNewer(one.name)) {
        newer = one.bytes();
      }
    }
    boolean bothExist = newer >= 0;
    for (int i = 0; i < present.size() && bothExist; i++) {
      NetworkInterface one = present.get(i);
      one.counted &= older > newer ? !isNewer(one.name) : !isOlder(one.name);
    }
  }

  private static boolean isOlder(String name) {
    return name.startsWith(OLDER_PREFIX);
  }

  private static boolean isNewer(String name) {
    return name.equals(NEWER);
  }

  private static boolean matches(List<String> patterns, String name) {
    for (String pattern : patterns) {
      if (matches(pattern, 0, name, 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    if (p == pattern.length()) {
      return n == name.length();
    }
    if (pattern.charAt(p) != '*') {
      return n < name.length()
          && pattern.charAt(p) == name.charAt(n)
          && matches(pattern, p + 1, name, n + 1);
    }
    return matches(pattern, p + 1, name, n)
        || n < name.length() && matches(pattern, p, name, n + 1);
  }
}
