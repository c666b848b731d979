package hawser.ike.auth;

import hawser.crypto.SigningKey;
import hawser.ike.Identity;
import hawser.pki.Certificate;
import java.util.ArrayList;
import java.util.List;

/// What we prove ourselves with.
///
/// @param chain our certificate first, then those that lead to its authority
public record Credential(SigningKey key, List<Certificate> chain) {
  private static final int LONGEST = 7;

  public Credential {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential needs its certificate");
    }
    chain = List.copyOf(chain);
  }

  /// With those of `others` that lead on from the certificate; a root is left out, since who trusts
  /// it has it.
  public static Credential of(SigningKey key, Certificate certificate, List<Certificate> others) {
    List<Certificate> chain = new ArrayList<>(List.of(certificate));
    boolean longer = true;
    while (longer && chain.size() < LONGEST) {
      Certificate last = chain.getLast();
      longer =
          others.stream()
              .filter(next -> next.subject().equals(last.issuer()))
              .filter(next -> !next.isSelfIssued() && !chain.contains(next))
              .findFirst()
              .map(chain::add)
              .orElse(false);
    }
    return new Credential(key, chain);
  }

  public Certificate certificate() {
    return chain.getFirst();
  }

  /// Who we are when nothing else is configured.
  public Identity identity() {
    return CertificateIdentity.of(certificate());
  }
}
