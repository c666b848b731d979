package hawser.pki;

import hawser.pki.Untrusted.Reason;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/// Decides whether a peer's certificates lead to an authority that is trusted (RFC 5280 section 6,
/// RFC 4945 section 5.1).
///
/// Signatures, validity, basic and name constraints and unknown critical extensions are the JDK's
/// PKIX; around it stand our bounds, our demands on algorithms and key usage, and our CRLs.
public final class Trust {
  /// Certificates of one peer that are looked at.
  public static final int MOST_CERTIFICATES = 12;

  /// The key purposes that allow IKE: any, ipsecIKE, iKEIntermediate, and the two of TLS, which is
  /// what most authorities put there (RFC 4945 section 5.1.3.12 leaves it to policy).
  private static final Set<String> PURPOSES =
      Set.of(
          "2.5.29.37.0",
          "1.3.6.1.5.5.7.3.17",
          "1.3.6.1.5.5.8.2.2",
          "1.3.6.1.5.5.7.3.1",
          "1.3.6.1.5.5.7.3.2");

  private Trust() {}

  /// A path that holds: the peer's own certificate, those between, and the authority last.
  public record Chain(List<Certificate> certificates) {
    public Chain {
      certificates = List.copyOf(certificates);
    }

    public Certificate leaf() {
      return certificates.getFirst();
    }

    public Certificate authority() {
      return certificates.getLast();
    }
  }

  /// Validates at time `now`.
  ///
  /// @param presented the peer's own certificate first (RFC 7296 section 3.6), the others in any
  ///   order
  /// @throws Untrusted with the reason, of the first path that was tried
  public static Chain validate(List<Certificate> presented, TrustStore store, Instant now)
      throws Untrusted {
    if (presented.isEmpty()) {
      throw new Untrusted(Reason.NO_CERTIFICATE, "no certificate");
    }
    if (presented.size() > MOST_CERTIFICATES) {
      throw new Untrusted(Reason.TOO_MANY, presented.size() + " certificates");
    }
    Certificate leaf = presented.getFirst();
    requireLeaf(leaf);
    List<Paths.Path> paths =
        Paths.find(leaf, presented.subList(1, presented.size()), store.authorities());
    Untrusted first = null;
    for (Paths.Path path : paths) {
      try {
        return validate(path, store, now);
      } catch (Untrusted e) {
        first = first == null ? e : first;
      }
    }
    throw first != null
        ? first
        : new Untrusted(
            Reason.UNKNOWN_AUTHORITY,
            "no trusted authority '" + presented.getLast().issuer().getName() + "'");
  }

  private static Chain validate(Paths.Path path, TrustStore store, Instant now) throws Untrusted {
    List<Certificate> whole = new ArrayList<>(path.certificates());
    whole.add(path.authority());
    for (Certificate certificate : whole) {
      requireTime(certificate, now);
    }
    for (Certificate certificate : path.certificates()) {
      if (!SignatureAlgorithms.areStrong(certificate.parsed())) {
        throw new Untrusted(
            Reason.WEAK_ALGORITHM,
            certificate + " is signed with " + certificate.parsed().getSigAlgName());
      }
    }
    pkix(path, now);
    for (int i = 0; i + 1 < whole.size(); i++) {
      requireUnrevoked(whole.get(i), whole.get(i + 1), store, now);
    }
    return new Chain(whole);
  }

  private static void requireLeaf(Certificate leaf) throws Untrusted {
    boolean[] usage = leaf.parsed().getKeyUsage();
    if (usage != null
        && !usage[KeyUsage.DIGITAL_SIGNATURE]
        && !usage[KeyUsage.NON_REPUDIATION]) { // RFC 4945 section 5.1.3.2
      throw new Untrusted(Reason.KEY_USAGE, leaf + " may not sign: key usage");
    }
    try {
      List<String> purposes = leaf.parsed().getExtendedKeyUsage();
      if (purposes != null && purposes.stream().noneMatch(PURPOSES::contains)) {
        throw new Untrusted(Reason.KEY_USAGE, leaf + " is not for IKE: extended key usage");
      }
    } catch (CertificateException e) {
      throw new Untrusted(Reason.KEY_USAGE, leaf + " has a malformed extended key usage");
    }
  }

  private static void requireTime(Certificate certificate, Instant now) throws Untrusted {
    if (now.isAfter(certificate.notAfter())) {
      throw new Untrusted(Reason.EXPIRED, certificate + " expired at " + certificate.notAfter());
    }
    if (now.isBefore(certificate.notBefore())) {
      throw new Untrusted(
          Reason.NOT_YET_VALID, certificate + " is valid from " + certificate.notBefore());
    }
  }

  /// A root stands in the path below an anchor made of its own name and key, so that what it says
  /// of itself (name constraints, path length, key usage) is checked too.
  private static void pkix(Paths.Path path, Instant now) throws Untrusted {
    List<X509Certificate> certificates = new ArrayList<>();
    path.certificates().forEach(certificate -> certificates.add(certificate.parsed()));
    X509Certificate authority = path.authority().parsed();
    TrustAnchor anchor = new TrustAnchor(authority, null);
    if (path.authority().isSelfIssued()) {
      certificates.add(authority);
      anchor = new TrustAnchor(path.authority().subject(), authority.getPublicKey(), null);
    } else if (authority.getBasicConstraints() < path.certificates().size() - 1) {
      throw new Untrusted(Reason.INVALID_PATH, "path longer than its authority allows");
    }
    try {
      CertPath checked = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false); // ours, behind this
      parameters.setPolicyQualifiersRejected(false);
      CertPathValidator.getInstance("PKIX").validate(checked, parameters);
    } catch (CertPathValidatorException | CertificateException e) {
      throw new Untrusted(Reason.INVALID_PATH, "certificate path: " + e.getMessage());
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("one anchor is given", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no PKIX", e);
    }
  }

  /// An authority without a CRL takes nothing back; one with a CRL that is out of date could hide
  /// that it did.
  private static void requireUnrevoked(
      Certificate certificate, Certificate issuer, TrustStore store, Instant now) throws Untrusted {
    List<Crl> crls = store.crls().stream().filter(crl -> crl.isOf(issuer)).toList();
    for (Crl crl : crls) {
      if (crl.revokes(certificate)) {
        throw new Untrusted(Reason.REVOKED, certificate + " was revoked by its issuer");
      }
    }
    if (!crls.isEmpty() && crls.stream().allMatch(crl -> now.isAfter(crl.nextUpdate()))) {
      throw new Untrusted(
          Reason.STALE_CRL,
          "the CRL of " + issuer + " is out of date since " + crls.getFirst().nextUpdate());
    }
  }
}
