// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.http.transport.HttpAnswer;
import dev.remora.http.transport.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** Takes over an answer, and no more of it than an exporter may want to know. */
final class Answers {
  private Answers() {}

  /** Never fails: once there is a status, the server has decided. */
  static HttpAnswer read(ClassicHttpResponse response, LongSupplier unixMillis) {
    long now = unixMillis.getAsLong();
    List<HttpRequest.Header> headers = new ArrayList<>();
    boolean gzip = false;
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      headers.add(new HttpRequest.Header(header.getName(), value, false));
      gzip |= header.getName().equalsIgnoreCase("Content-Encoding") && value.equals("gzip");
    }
    byte[] body = new byte[0];
    boolean cut = false;
    if (response.getEntity() != null) {
      byte[] most = new byte[HttpAnswer.MOST_BODY_BYTES];
      int length = 0;
      try {
        InputStream in = response.getEntity().getContent();
        length = in.readNBytes(most, 0, most.length);
        cut = length == most.length && in.read() >= 0;
      } catch (IOException e) {
        cut = true;
      }
      body = Arrays.copyOf(most, length);
    }
    if (gzip) {
      body = Gzip.decompress(body, HttpAnswer.MOST_BODY_BYTES);
      cut |= body.length == HttpAnswer.MOST_BODY_BYTES;
    }
    return new HttpAnswer(response.getCode(), headers, body, cut, now);
  }
}
