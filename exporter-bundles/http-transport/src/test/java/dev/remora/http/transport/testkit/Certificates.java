// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Authorities, servers and clients that exist for a test only, made by the JDK's own {@code
 * keytool} in a folder. Each has a name; an authority signs others.
 */
public final class Certificates {
  private static final String PASSWORD = "no-secret";

  private final Path folder;

  /** In that folder. */
  public Certificates(Path folder) {
    this.folder = folder;
  }

  /** Makes an authority. */
  public Certificates authority(String name) throws Exception {
    generate(name, "CN=" + name, "-ext", "bc:c", "-validity", "30");
    return this;
  }

  /**
   * Makes a key and has an authority sign it.
   *
   * @param san what it is for, for example {@code ip:127.0.0.1}
   * @param start beginning of its validity, for example {@code -1d}
   * @param days length of its validity
   */
  public Certificates signed(String name, String authority, String san, String start, int days)
      throws Exception {
    generate(name, "CN=" + name);
    Path request = folder.resolve(name + ".csr");
    Path signed = folder.resolve(name + ".signed");
    keytool(store(name), "-certreq", "-alias", name, "-file", request.toString());
    keytool(
        store(authority),
        "-gencert",
        "-alias",
        authority,
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-ext",
        "san=" + san,
        "-startdate",
        start,
        "-validity",
        Integer.toString(days));
    keytool(store(name), "-importcert", "-noprompt", "-alias", authority, "-file", pem(authority));
    keytool(store(name), "-importcert", "-alias", name, "-file", signed.toString());
    return this;
  }

  /** The PEM file of a certificate. */
  public String pem(String name) throws Exception {
    Path pem = folder.resolve(name + ".pem");
    if (!Files.exists(pem)) {
      keytool(store(name), "-exportcert", "-rfc", "-alias", name, "-file", pem.toString());
    }
    return pem.toString();
  }

  /** The PEM file of a key, PKCS #8. */
  public String key(String name) throws Exception {
    Key key = load(name).getKey(name, PASSWORD.toCharArray());
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    Path pem = folder.resolve(name + "-key.pem");
    Files.writeString(
        pem, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    return pem.toString();
  }

  /** What a server of that name needs, who trusts that authority's clients. */
  public SSLContext context(String name, String authority) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(load(name), PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    Certificate certificate = load(authority).getCertificate(authority);
    trusted.setCertificateEntry(authority, certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore load(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private String store(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  private void generate(String name, String subject, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject));
    arguments.addAll(List.of(more));
    keytool(store(name), arguments.toArray(String[]::new));
  }

  private static void keytool(String store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store, "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("keytool failed: " + said);
    }
  }
}
