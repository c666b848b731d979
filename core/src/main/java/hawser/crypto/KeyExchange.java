package hawser.crypto;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;

/// One side of a Diffie-Hellman exchange: a fresh key pair that is used once.
public interface KeyExchange {
  Group group();

  /// What goes into the KE payload: exactly [Group#publicLength()] octets.
  Octets publicValue();

  /// The shared secret in the form that the RFC of the group feeds to the PRF.
  ///
  /// @throws Malformed when the peer's value has the wrong length or is no valid public key (RFC
  ///   6989)
  Secret agree(Octets peer) throws Malformed;

  /// A fresh key pair of the group.
  static KeyExchange generate(Group group, Entropy entropy) {
    return switch (group) {
      case MODP_1024, MODP_1536, MODP_2048, MODP_3072, MODP_4096, MODP_6144, MODP_8192 ->
          Modp.generate(group, entropy);
      case ECP_256, ECP_384, ECP_521 -> Ecp.generate(group, entropy);
      case BRAINPOOL_P224, BRAINPOOL_P256, BRAINPOOL_P384, BRAINPOOL_P512 ->
          Brainpool.generate(group, entropy);
      case CURVE25519, CURVE448 -> Xdh.generate(group, entropy);
    };
  }
}
