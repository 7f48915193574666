// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import dev.remora.api.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * One request. What it shows of itself in a message is method, scheme, host and port: path, query,
 * headers and body may hold secrets. Immutable, except that the body is not copied.
 */
public final class HttpRequest {
  private final String method;
  private final URI uri;
  private final List<Header> headers;
  private final byte[] body;
  private final boolean gzip;

  /**
   * A header.
   *
   * @param name as it is sent
   * @param value what is sent
   * @param secret whether the value must not be seen
   */
  public record Header(String name, String value, boolean secret) {
    public Header {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }

    /** One whose value must not be seen. */
    public static Header of(String name, Secret value) {
      return new Header(name, value.reveal(), true);
    }

    @Override
    public String toString() {
      return name + ": " + (secret ? Secret.HIDDEN : value);
    }
  }

  private HttpRequest(String method, URI uri, List<Header> headers, byte[] body, boolean gzip) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
    this.gzip = gzip;
  }

  /**
   * A POST.
   *
   * @param uri {@code http} or {@code https} with a host, see {@link Endpoints}
   * @param contentType value of the header Content-Type
   * @param body sent as it is; not copied, so leave it alone
   */
  public static HttpRequest post(URI uri, String contentType, byte[] body) {
    Objects.requireNonNull(body, "body");
    return new HttpRequest("POST", Objects.requireNonNull(uri, "uri"), List.of(), body, false)
        .with("Content-Type", contentType);
  }

  /** The same with another method, for example {@code PUT}. */
  public HttpRequest method(String other) {
    return new HttpRequest(Objects.requireNonNull(other, "other"), uri, headers, body, gzip);
  }

  /** The same with one more header. */
  public HttpRequest with(String name, String value) {
    return with(List.of(new Header(name, value, false)));
  }

  /** The same with more headers. */
  public HttpRequest with(List<Header> more) {
    List<Header> all = new ArrayList<>(headers.size() + more.size());
    all.addAll(headers);
    all.addAll(more);
    return new HttpRequest(method, uri, Collections.unmodifiableList(all), body, gzip);
  }

  /** The same with its body compressed by gzip on the way, which a header says. */
  public HttpRequest gzipped() {
    return new HttpRequest(method, uri, headers, body, true);
  }

  /** The method. */
  public String method() {
    return method;
  }

  /** Where it goes. */
  public URI uri() {
    return uri;
  }

  /** Headers in the order they were added. */
  public List<Header> headers() {
    return headers;
  }

  /** The body before compression; not a copy. */
  public byte[] body() {
    return body;
  }

  /** Whether the body is compressed on the way. */
  public boolean gzip() {
    return gzip;
  }

  /** Method and where it goes, as far as it can be shown. */
  @Override
  public String toString() {
    return method + ' ' + Endpoints.shown(uri);
  }
}
