// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Authorities that are only read when their name comes up. To read all that are well known costs
 * tens of milliseconds of CPU and some megabytes, and a server needs one of them. A layer holds an
 * index of the authorities of the JDK that it was made of.
 *
 * <pre>
 *   per authority:  4  hash of its name in DER
 *                   4  length of its certificate
 *                   n  its certificate in DER
 * </pre>
 */
public final class AuthorityIndex {
  /** Name of the resource, beside this class; a bundle by itself has none. */
  public static final String RESOURCE = "authorities";

  private final byte[] bytes;

  private AuthorityIndex(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The index of this bundle; null when it has none. */
  static AuthorityIndex load() {
    try (InputStream in = AuthorityIndex.class.getResourceAsStream(RESOURCE)) {
      return in == null ? null : new AuthorityIndex(in.readAllBytes());
    } catch (IOException e) {
      return null;
    }
  }

  /** The index that these bytes are. */
  static AuthorityIndex over(byte[] bytes) {
    return new AuthorityIndex(bytes);
  }

  /** The index of these authorities, to be put into a layer. */
  public static byte[] of(Collection<X509Certificate> authorities)
      throws IOException, CertificateException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (X509Certificate authority : authorities) {
      byte[] certificate = authority.getEncoded();
      out.writeInt(hash(authority.getSubjectX500Principal()));
      out.writeInt(certificate.length);
      out.write(certificate);
    }
    return bytes.toByteArray();
  }

  /** Adds the authorities of that name, and perhaps others. */
  void addNamed(X500Principal name, CertificateFactory factory, List<X509Certificate> found)
      throws CertificateException {
    int wanted = hash(name);
    ByteBuffer index = ByteBuffer.wrap(bytes);
    while (index.hasRemaining()) {
      int hash = index.getInt();
      int length = index.getInt();
      if (hash == wanted) {
        InputStream in = new ByteArrayInputStream(bytes, index.position(), length);
        X509Certificate authority = (X509Certificate) factory.generateCertificate(in);
        if (!found.contains(authority)) {
          found.add(authority);
        }
      }
      index.position(index.position() + length);
    }
  }

  /** All of them. */
  List<X509Certificate> all(CertificateFactory factory) throws CertificateException {
    List<X509Certificate> all = new ArrayList<>();
    ByteBuffer index = ByteBuffer.wrap(bytes);
    while (index.hasRemaining()) {
      index.getInt();
      int length = index.getInt();
      InputStream in = new ByteArrayInputStream(bytes, index.position(), length);
      all.add((X509Certificate) factory.generateCertificate(in));
      index.position(index.position() + length);
    }
    return all;
  }

  private static int hash(X500Principal name) {
    return Arrays.hashCode(name.getEncoded());
  }
}
