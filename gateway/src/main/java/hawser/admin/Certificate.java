package hawser.admin;

import hawser.config.SecretStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
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
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// The certificate of the HTTPS server and its key: `web.crt` and `web.key` of the state directory,
/// self-signed and made at the first start. An administrator may put others in their place.
public final class Certificate {
  private static final Duration VALID = Duration.ofDays(3_650);
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

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
            certificateFile, pem("CERTIFICATE", selfSigned(pair, hostname)));
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

  private static byte[] selfSigned(KeyPair pair, String hostname)
      throws GeneralSecurityException, IOException {
    X500Name name = new X500Name("CN=" + hostname.replaceAll("[^A-Za-z0-9.-]", "-"));
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    extensions.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, hostname.replaceAll("[^A-Za-z0-9.-]", "-")),
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(
                  GeneralName.iPAddress, InetAddress.getLoopbackAddress().getHostAddress())
            }));
    Extensions all = extensions.generate();
    Instant now = Instant.now();
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(new BigInteger(120, new SecureRandom())));
    generator.setSignature(ALGORITHM);
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setStartDate(new Time(Date.from(now.minusSeconds(3600))));
    generator.setEndDate(new Time(Date.from(now.plus(VALID))));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    generator.setExtensions(all);
    TBSCertificate body = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body.getEncoded());
    ASN1EncodableVector certificate = new ASN1EncodableVector();
    certificate.add(body);
    certificate.add(ALGORITHM);
    certificate.add(new DERBitString(signature.sign()));
    return new DERSequence(certificate).getEncoded("DER");
  }

  private static byte[] pem(String kind, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return ("-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
