package hawser.crypto;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.security.PrivateKey;
import java.security.PublicKey;

/// A private key that signs. Compared in constant time, never printed.
public final class SigningKey {
  private final PrivateKey key;
  private final KeyType type;
  private final Secret encoded;

  private SigningKey(PrivateKey key, KeyType type) {
    this.key = key;
    this.type = type;
    this.encoded = Secret.adopt(key.getEncoded());
  }

  /// @throws Malformed when a key of this kind or size may not sign
  public static SigningKey of(PrivateKey key) throws Malformed {
    return new SigningKey(key, KeyType.of(key));
  }

  public KeyType type() {
    return type;
  }

  /// PKCS#8, for the secret store.
  public Secret encoded() {
    return encoded;
  }

  /// @throws IllegalArgumentException when the scheme is not one of this key's
  public Octets sign(SignatureScheme scheme, Entropy entropy, Octets message) {
    if (!scheme.fits(type)) {
      throw new IllegalArgumentException(type + " does not sign with " + scheme);
    }
    return scheme.sign(key, entropy, message);
  }

  /// Signs a hash as IKEv1 does with RSA: as it is, without naming it (RFC 2409 section 5.1).
  public Octets signBlock(Octets hash) {
    if (type != KeyType.RSA) {
      throw new IllegalArgumentException(type + " is not RSA");
    }
    return RsaBlock.sign(key, hash);
  }

  /// True when the two are one pair.
  public boolean belongsTo(PublicKey candidate, Entropy entropy) {
    Octets probe = entropy.octets(32);
    for (SignatureScheme scheme : SignatureScheme.values()) {
      if (scheme.fits(type)) {
        return scheme.verify(candidate, probe, sign(scheme, entropy, probe));
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "SigningKey[" + type.text() + "]";
  }
}
