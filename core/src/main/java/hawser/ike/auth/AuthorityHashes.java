package hawser.ike.auth;

import hawser.bytes.Octets;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.pki.Certificate;
import java.util.List;

/// The authorities of a CERTREQ payload: SHA-1 of each one's public key (RFC 7296 section 3.7). A
/// hint only, so that SHA-1 does no harm.
public final class AuthorityHashes {
  /// Authorities that we name or read: a message has room for some.
  private static final int MOST = 50;

  private AuthorityHashes() {}

  public static Octets of(List<Certificate> authorities) {
    return Octets.concat(
        authorities.stream().limit(MOST).map(AuthorityHashes::of).toArray(Octets[]::new));
  }

  /// True when the hashes name one of the chain, or name nobody.
  public static boolean ask(Octets hashes, List<Certificate> chain) {
    int length = Hash.SHA1.length();
    for (Certificate certificate : chain) {
      Octets own = of(certificate);
      for (int at = 0; at + length <= Math.min(hashes.length(), MOST * length); at += length) {
        if (hashes.slice(at, at + length).equals(own)) {
          return true;
        }
      }
    }
    return hashes.isEmpty();
  }

  private static Octets of(Certificate authority) {
    return Hmac.digest(Hash.SHA1, authority.publicKeyInfo());
  }
}
