package hawser.ike.auth;

import hawser.crypto.SigningKey;
import hawser.ike.Identity;
import hawser.pki.Certificate;
import java.util.List;

/// What we prove ourselves with.
///
/// @param chain our certificate first, then those that lead to its authority
public record Credential(SigningKey key, List<Certificate> chain) {
  public Credential {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential needs its certificate");
    }
    chain = List.copyOf(chain);
  }

  public Certificate certificate() {
    return chain.getFirst();
  }

  /// Who we are when nothing else is configured.
  public Identity identity() {
    return CertificateIdentity.of(certificate());
  }
}
