package hawser.pki;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/// A certificate revocation list (RFC 5280 section 5) of one issuer for all of its certificates.
/// Delta lists and lists of one distribution point are refused: they say less than they seem to.
public final class Crl {
  /// Octets of the largest list that is read at all.
  public static final int LARGEST = 4 << 20;

  private final Octets der;
  private final X509CRL parsed;

  private Crl(Octets der, X509CRL parsed) {
    this.der = der;
    this.parsed = parsed;
  }

  /// Reads exactly one list in DER.
  public static Crl parse(Octets der) throws Malformed {
    if (der.length() > LARGEST) {
      throw new Malformed("CRL of " + der.length() + " octets; " + LARGEST + " at most");
    }
    X509CRL parsed;
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      parsed = (X509CRL) factory.generateCRL(new ByteArrayInputStream(der.toArray()));
      if (parsed == null || !Octets.of(parsed.getEncoded()).equals(der)) {
        throw new Malformed("CRL is not DER");
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new Malformed("CRL does not parse");
    }
    // Delta CRL indicator, issuing distribution point and certificate issuer are critical.
    Set<String> critical = parsed.getCriticalExtensionOIDs();
    if (critical != null && !critical.isEmpty()) {
      throw new Malformed("CRL has a critical extension: " + String.join(" ", critical));
    }
    if (!SignatureAlgorithms.areStrong(parsed)) {
      throw new Malformed("CRL is signed with " + parsed.getSigAlgName());
    }
    return new Crl(der, parsed);
  }

  public Octets der() {
    return der;
  }

  public X500Principal issuer() {
    return parsed.getIssuerX500Principal();
  }

  public Instant thisUpdate() {
    return parsed.getThisUpdate().toInstant();
  }

  /// When the next one is due; [Instant#MAX] when it does not say.
  public Instant nextUpdate() {
    Date next = parsed.getNextUpdate();
    return next == null ? Instant.MAX : next.toInstant();
  }

  public int size() {
    Set<? extends X509CRLEntry> entries = parsed.getRevokedCertificates();
    return entries == null ? 0 : entries.size();
  }

  /// Whether `issuer` made this list and may: an authority whose key usage allows it.
  public boolean isOf(Certificate issuer) {
    boolean[] usage = issuer.parsed().getKeyUsage();
    if (!issuer.subject().equals(issuer()) || usage != null && !usage[KeyUsage.CRL_SIGN]) {
      return false;
    }
    try {
      parsed.verify(issuer.publicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  boolean revokes(Certificate certificate) {
    return parsed.isRevoked(certificate.parsed());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Crl that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  @Override
  public String toString() {
    return "Crl[" + issuer().getName() + "]";
  }
}
