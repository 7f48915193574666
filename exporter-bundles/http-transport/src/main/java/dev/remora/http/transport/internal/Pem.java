// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads PEM files (RFC 7468). */
final class Pem {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA"};

  private Pem() {}

  /** All certificates in a file, at least one. */
  static List<X509Certificate> certificates(String file) throws UnusableFile {
    String expected = "a PEM file of certificates";
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate certificate :
          factory.generateCertificates(new ByteArrayInputStream(bytes(file)))) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (IOException | CertificateException e) {
      throw new UnusableFile(file, expected, e);
    }
    if (certificates.isEmpty()) {
      throw new UnusableFile(file, expected, null);
    }
    return certificates;
  }

  /** The key in a file. */
  static PrivateKey privateKey(String file) throws UnusableFile {
    String expected =
        "a PEM file of a key that begins with \"BEGIN PRIVATE KEY\"; others are turned into one by:"
            + " openssl pkcs8 -topk8 -nodes -in FILE";
    try {
      String text = new String(bytes(file), StandardCharsets.US_ASCII);
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      if (begin < 0 || end < begin) {
        throw new UnusableFile(file, expected, null);
      }
      byte[] key = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
      return key(new PKCS8EncodedKeySpec(key));
    } catch (IOException | IllegalArgumentException | GeneralSecurityException e) {
      throw new UnusableFile(file, expected, e);
    }
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw last;
  }

  private static byte[] bytes(String file) throws IOException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (InvalidPathException e) {
      throw new IOException(e);
    }
  }
}
