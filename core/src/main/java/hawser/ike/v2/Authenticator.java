package hawser.ike.v2;

import hawser.bytes.Octets;

/// How the ends prove who they are (RFC 7296 section 2.15).
interface Authenticator {
  /// Our proof.
  ///
  /// @param covered our first message, the peer's nonce, and the MAC of our ID
  Authentication prove(Octets covered);

  /// Whether the peer's proof holds.
  ///
  /// @param covered the peer's first message, our nonce, and the MAC of its ID
  boolean verifies(Authentication proof, Octets covered);
}
