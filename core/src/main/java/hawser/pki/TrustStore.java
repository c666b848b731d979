package hawser.pki;

import hawser.bytes.Malformed;
import java.util.List;

/// What the administrator trusts: authorities, and what they have taken back.
public record TrustStore(List<Certificate> authorities, List<Crl> crls) {
  public static final TrustStore EMPTY = new TrustStore(List.of(), List.of());

  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  public TrustStore {
    authorities = List.copyOf(authorities);
    crls = List.copyOf(crls);
  }

  /// Checks that a certificate may stand among the authorities.
  ///
  /// @throws Malformed with the reason why not
  public static void requireAuthority(Certificate certificate) throws Malformed {
    if (!certificate.isAuthority()) {
      throw new Malformed("no authority: its basic constraints do not say CA");
    }
    // The JDK reads the name constraints of a path's certificates, not those of its anchor.
    if (!certificate.isSelfIssued()
        && certificate.parsed().getExtensionValue(NAME_CONSTRAINTS) != null) {
      throw new Malformed("an intermediate authority with name constraints; import its root");
    }
  }
}
