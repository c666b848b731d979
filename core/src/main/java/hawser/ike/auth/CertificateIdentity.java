package hawser.ike.auth;

import hawser.bytes.Octets;
import hawser.ike.Identity;
import hawser.pki.Certificate;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/// Which identities a certificate proves (RFC 7296 section 3.5, RFC 4945 section 3.1): the subject,
/// and the alternative names of the same type. Wildcards and the common name prove nothing.
public final class CertificateIdentity {
  private CertificateIdentity() {}

  /// The subject as identity.
  public static Identity of(Certificate certificate) {
    return new Identity(Identity.DER_DN, Octets.of(certificate.subject().getEncoded()));
  }

  public static boolean proves(Certificate certificate, Identity identity) {
    return switch (identity.type()) {
      case Identity.DER_DN -> isSubject(certificate, identity.data());
      case Identity.FQDN, Identity.USER_FQDN, Identity.IPV4, Identity.IPV6 ->
          certificate.names().stream().anyMatch(name -> equal(name, identity));
      default -> false;
    };
  }

  private static boolean equal(Certificate.Name name, Identity identity) {
    return switch (name) {
      case Certificate.Dns dns ->
          identity.type() == Identity.FQDN && sameText(dns.name(), identity.data());
      case Certificate.Email email ->
          identity.type() == Identity.USER_FQDN && sameText(email.address(), identity.data());
      case Certificate.Ip ip -> identity.equals(Identity.of(ip.address()));
    };
  }

  /// Letters of names have no case; everything else is compared as octets.
  private static boolean sameText(String name, Octets data) {
    Octets a = Octets.of(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    String text = new String(data.toArray(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return !a.isEmpty() && a.equals(Octets.of(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static boolean isSubject(Certificate certificate, Octets name) {
    X500Principal subject = certificate.subject();
    if (subject.getEncoded().length <= 2 || name.length() > Certificate.LARGEST) {
      return false; // an empty subject is nobody
    }
    try {
      return new X500Principal(name.toArray()).equals(subject);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
