// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which servers are trusted: those that the JDK's own trust manager trusts, given the well-known
 * authorities and those in a file of the user. Where there is an {@link AuthorityIndex} it is given
 * just those that the server's certificates name, which can only make it trust less; before a
 * server is refused for that, it is given all.
 */
final class Trust extends X509ExtendedTrustManager {
  private final List<X509Certificate> extra;
  private final AuthorityIndex index;

  private Trust(List<X509Certificate> extra, AuthorityIndex index) {
    this.extra = extra;
    this.index = index;
  }

  /**
   * Trust managers.
   *
   * @param file of the user; empty for none
   * @param index null when there is none
   */
  static TrustManager[] managers(String file, AuthorityIndex index) throws UnusableFile {
    List<X509Certificate> extra = file.isEmpty() ? List.of() : Pem.certificates(file);
    return new TrustManager[] {new Trust(extra, index)};
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    List<X509Certificate> named = named(chain);
    if (!named.isEmpty()) {
      try {
        trusting(named).checkServerTrusted(chain, authType, socket);
        return;
      } catch (CertificateException e) {
        // Names that are written differently are equal for the one and not for the index.
      }
    }
    trusting(all()).checkServerTrusted(chain, authType, socket);
  }

  /** Authorities that one of the certificates names; empty when that cannot be told. */
  private List<X509Certificate> named(X509Certificate[] chain) throws CertificateException {
    List<X509Certificate> named = new ArrayList<>(extra);
    if (index == null) {
      return List.of();
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (X509Certificate certificate : chain) {
      index.addNamed(certificate.getIssuerX500Principal(), factory, named);
      index.addNamed(certificate.getSubjectX500Principal(), factory, named);
    }
    return named;
  }

  private List<X509Certificate> all() throws CertificateException {
    List<X509Certificate> all = new ArrayList<>(extra);
    if (index != null) {
      all.addAll(index.all(CertificateFactory.getInstance("X.509")));
    } else {
      try {
        all.addAll(List.of(manager(null).getAcceptedIssuers()));
      } catch (GeneralSecurityException e) {
        throw new CertificateException("the well-known authorities cannot be read", e);
      }
    }
    return all;
  }

  private static X509ExtendedTrustManager trusting(List<X509Certificate> authorities)
      throws CertificateException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry(Integer.toString(store.size()), authority);
      }
      return manager(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException("the authorities cannot be used", e);
    }
  }

  /** The JDK's, with these authorities; null means its own. */
  private static X509ExtendedTrustManager manager(KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the JDK has no trust manager for X.509");
  }

  /** Without the connection the host's name could not be checked: nobody is trusted this way. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only servers of a connection are checked");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("clients are not checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
