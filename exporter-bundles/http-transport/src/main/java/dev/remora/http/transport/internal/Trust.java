// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Which authorities are trusted: the JDK's, and those in a file of the user. */
final class Trust {
  private Trust() {}

  /** Trust managers; null means the JDK's. */
  static TrustManager[] managers(String file) throws UnusableFile, GeneralSecurityException {
    if (file.isEmpty()) {
      return null;
    }
    List<X509Certificate> extra = Pem.certificates(file);
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      add(all, List.of(wellKnown()));
      add(all, extra);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(all);
      return factory.getTrustManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static void add(KeyStore store, List<? extends Certificate> certificates)
      throws GeneralSecurityException {
    for (Certificate certificate : certificates) {
      store.setCertificateEntry(Integer.toString(store.size()), certificate);
    }
  }

  private static X509Certificate[] wellKnown() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager authorities) {
        return authorities.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }
}
