// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key for 127.0.0.1 that lives as long as one training run, made by the JDK's own tool. */
final class TrainingCertificate {
  /** Of a file that is deleted after the run; no secret. */
  private static final String PASSWORD = "training";

  private TrainingCertificate() {}

  /**
   * Makes the key.
   *
   * @param folder an existing folder for files that are gone afterwards
   * @param certificate where the certificate is written to, as a PEM file
   * @return what a server with that key needs
   */
  static SSLContext make(Path folder, Path certificate)
      throws IOException, LayerException, InterruptedException {
    Path store = folder.resolve("training.p12");
    Files.deleteIfExists(store);
    generate(store);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] encoded = keys.getCertificate("training").getEncoded();
      Files.writeString(
          certificate,
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(encoded)
              + "\n-----END CERTIFICATE-----\n");
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new LayerException("the key for the training run cannot be used", e);
    } finally {
      Files.delete(store);
    }
  }

  private static void generate(Path store)
      throws IOException, LayerException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "training",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new LayerException("keytool failed: " + output);
    }
  }
}
