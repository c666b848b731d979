package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Identity;
import hawser.ike.Role;
import java.util.List;

/// How the ends prove who they are (RFC 7296 section 2.15).
interface Authenticator {
  /// Our proof.
  ///
  /// @param covered our first message, the peer's nonce, and the MAC of our ID
  /// @throws Malformed when we have none that the peer could verify
  Authentication prove(Octets covered) throws Malformed;

  /// What we send with our proof.
  List<Payload> companions(Role ours);

  /// Returns when the peer's proof holds.
  ///
  /// @param message what the proof came in
  /// @param covered the peer's first message, our nonce, and the MAC of its ID
  /// @throws Malformed with the reason, which only the administrator learns
  void verify(Contents message, Identity peer, Authentication proof, Octets covered)
      throws Malformed;
}
