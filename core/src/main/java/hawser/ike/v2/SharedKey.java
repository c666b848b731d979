package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.ike.Identity;
import hawser.ike.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// A secret that both ends know: prf(prf(secret, "Key Pad for IKEv2"), covered).
final class SharedKey implements Authenticator {
  private static final Octets KEY_PAD =
      Octets.of("Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII));

  private final Hash prf;
  private final Secret secret;

  SharedKey(Hash prf, Secret secret) {
    this.prf = prf;
    this.secret = secret;
  }

  @Override
  public Authentication prove(Octets covered) {
    return new Authentication(Authentication.SHARED_KEY, mac(covered));
  }

  @Override
  public List<Payload> companions(Role ours) {
    return List.of();
  }

  @Override
  public void verify(Contents message, Identity peer, Authentication proof, Octets covered)
      throws Malformed {
    if (proof.method() != Authentication.SHARED_KEY
        || !MessageDigest.isEqual(proof.data().toArray(), mac(covered).toArray())) {
      throw new Malformed("probable pre-shared secret mismatch");
    }
  }

  private Octets mac(Octets covered) {
    try (Secret padded = Hmac.prf(prf, secret, KEY_PAD);
        Secret mac = Hmac.prf(prf, padded, covered)) {
      return Octets.of(mac.toArray());
    }
  }
}
