package hawser.pki;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.KeyType;
import hawser.net.IpAddress;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/// An X.509 certificate (RFC 5280) whose key may sign. That says nothing about trust.
///
/// Equal when the octets are.
public final class Certificate {
  /// Octets of the largest certificate that is read at all.
  public static final int LARGEST = 16 << 10;

  /// What a subject alternative name may be for IKE (RFC 4945 section 5.1.3.6).
  public sealed interface Name {}

  public record Dns(String name) implements Name {}

  public record Email(String address) implements Name {}

  public record Ip(IpAddress address) implements Name {}

  private final Octets der;
  private final X509Certificate parsed;
  private final KeyType keyType;
  private final List<Name> names;

  private Certificate(Octets der, X509Certificate parsed, KeyType keyType, List<Name> names) {
    this.der = der;
    this.parsed = parsed;
    this.keyType = keyType;
    this.names = names;
  }

  /// Reads exactly one certificate in DER.
  ///
  /// @throws Malformed when it is too large, is none, has octets behind it, or a key that may not
  ///   sign
  public static Certificate parse(Octets der) throws Malformed {
    if (der.length() > LARGEST) {
      throw new Malformed("certificate of " + der.length() + " octets; " + LARGEST + " at most");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate parsed =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
      // The JDK takes BER, PEM and octets behind the end; what it made of them is not what was
      // sent.
      if (parsed == null || !Octets.of(parsed.getEncoded()).equals(der)) {
        throw new Malformed("certificate is not DER");
      }
      return new Certificate(der, parsed, KeyType.of(parsed.getPublicKey()), names(parsed));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new Malformed("certificate does not parse");
    }
  }

  public Octets der() {
    return der;
  }

  public X500Principal subject() {
    return parsed.getSubjectX500Principal();
  }

  public X500Principal issuer() {
    return parsed.getIssuerX500Principal();
  }

  public PublicKey publicKey() {
    return parsed.getPublicKey();
  }

  public KeyType keyType() {
    return keyType;
  }

  public List<Name> names() {
    return names;
  }

  public Instant notBefore() {
    return parsed.getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return parsed.getNotAfter().toInstant();
  }

  /// True when it may issue others (RFC 5280 section 4.2.1.9); a version 1 certificate may not.
  public boolean isAuthority() {
    return parsed.getBasicConstraints() >= 0;
  }

  public boolean isSelfIssued() {
    return subject().equals(issuer());
  }

  /// As hexadecimal digits.
  public String serial() {
    return parsed.getSerialNumber().toString(16);
  }

  /// The SubjectPublicKeyInfo, whose hash names an authority in CERTREQ (RFC 7296 section 3.7).
  public Octets publicKeyInfo() {
    return Octets.of(parsed.getPublicKey().getEncoded());
  }

  X509Certificate parsed() {
    return parsed;
  }

  private static List<Name> names(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all == null) {
      return List.of();
    }
    List<Name> names = new ArrayList<>();
    for (List<?> one : all) {
      Object value = one.get(1);
      switch ((Integer) one.get(0)) {
        case 1 -> names.add(new Email((String) value));
        case 2 -> names.add(new Dns((String) value));
        case 7 -> names.add(new Ip(IpAddress.parse((String) value)));
        default -> {}
      }
    }
    return List.copyOf(names);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  @Override
  public String toString() {
    return subject().getName();
  }
}
