package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

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
  public boolean verifies(Authentication proof, Octets covered) {
    return proof.method() == Authentication.SHARED_KEY
        && MessageDigest.isEqual(proof.data().toArray(), mac(covered).toArray());
  }

  private Octets mac(Octets covered) {
    try (Secret padded = Hmac.prf(prf, secret, KEY_PAD);
        Secret mac = Hmac.prf(prf, padded, covered)) {
      return Octets.of(mac.toArray());
    }
  }
}
