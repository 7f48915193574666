// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

/**
 * The ids in a {@code X-Amzn-Trace-Id} header: {@code Root=1-8 hex-24 hex;Parent=16 hex;Sampled=1}
 * (AWS X-Ray Developer Guide, "Tracing header"). Without the version and hyphens the root is a W3C
 * trace id.
 *
 * @param traceId 32 hexadecimal digits; empty when the header has none
 * @param spanId 16 hexadecimal digits; empty when the header has none
 */
record TraceContext(String traceId, String spanId) {
  private static final String ROOT = "Root=1-";
  private static final String PARENT = "Parent=";

  static TraceContext of(String header) {
    String trace = "";
    int root = header.indexOf(ROOT);
    if (root >= 0) {
      int from = root + ROOT.length();
      String time = hex(header, from, 8);
      boolean hyphen = header.length() > from + 8 && header.charAt(from + 8) == '-';
      String rest = hyphen ? hex(header, from + 9, 24) : "";
      trace = time.isEmpty() || rest.isEmpty() ? "" : time + rest;
    }
    int parent = header.indexOf(PARENT);
    String span = parent < 0 ? "" : hex(header, parent + PARENT.length(), 16);
    return new TraceContext(trace, trace.isEmpty() ? "" : span);
  }

  private static String hex(String text, int from, int length) {
    if (text.length() < from + length) {
      return "";
    }
    for (int i = from; i < from + length; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return "";
      }
    }
    return text.substring(from, from + length);
  }
}
