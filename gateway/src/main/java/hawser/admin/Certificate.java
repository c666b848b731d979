package hawser.admin;

import hawser.config.SecretStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/// The certificate of the HTTPS server and its key: `web.crt` and `web.key` of the state directory,
/// self-signed and made at the first start. An administrator may put others in their place.
public final class Certificate {
  private final KeyStore store;
  private final String password;
  private final String serial;

  private Certificate(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    this.password = Tokens.fresh();
    this.store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("web", key, password.toCharArray(), new X509Certificate[] {certificate});
    byte[] print =
        MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
    this.serial = "HWSR" + HexFormat.of().formatHex(print, 0, 6).toUpperCase(Locale.ROOT);
  }

  /// Reads the files, or makes them.
  public static Certificate open(Path directory, String hostname) throws IOException {
    Path keyFile = directory.resolve("web.key");
    Path certificateFile = directory.resolve("web.crt");
    try {
      if (!Files.exists(keyFile) || !Files.exists(certificateFile)) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        SecretStore.writeAtomically(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        SecretStore.writeAtomically(
            certificateFile, pem("CERTIFICATE", SelfSigned.certificate(pair, hostname)));
      }
      String text = Files.readString(keyFile);
      PrivateKey key = key(text);
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(Files.readAllBytes(certificateFile)));
      return new Certificate(key, certificate);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificateFile + " and " + keyFile + " are not usable", e);
    }
  }

  public KeyStore keyStore() {
    return store;
  }

  /// Protects the key store in memory; made anew at each start.
  public String keyStorePassword() {
    return password;
  }

  /// What the gateway calls itself in REST: from the key, so that it stays.
  public String serial() {
    return serial;
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    byte[] octets = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(octets);
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (GeneralSecurityException e) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }

  private static byte[] pem(String kind, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return ("-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
