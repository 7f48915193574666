// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import dev.remora.http.transport.internal.AuthorityIndex;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The well-known authorities of the JDK that the image is made of. */
final class Authorities {
  private Authorities() {}

  /** An index of them, from which the agent reads only what it needs. */
  static byte[] index() throws IOException, LayerException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager authorities) {
          return AuthorityIndex.of(List.of(authorities.getAcceptedIssuers()));
        }
      }
      throw new LayerException("this JDK knows no authorities");
    } catch (GeneralSecurityException e) {
      throw new LayerException("the authorities of this JDK cannot be read", e);
    }
  }
}
