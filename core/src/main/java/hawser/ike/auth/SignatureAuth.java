package hawser.ike.auth;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.crypto.KeyType;
import hawser.crypto.SignatureHash;
import hawser.crypto.SignatureScheme;
import hawser.crypto.SigningKey;
import hawser.ike.Proof;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;

/// Signatures as authentication data of IKEv2 (RFC 7296 section 2.15, RFC 4754, RFC 7427, RFC
/// 8420).
public final class SignatureAuth {
  /// Octets of the longest authentication data that is looked at: RSA with 8,192 bits, and its
  /// name.
  private static final int LONGEST = 2_048;

  private SignatureAuth() {}

  /// Signs; empty when the peer can verify nothing that our key can make.
  ///
  /// @param announced what the peer's SIGNATURE_HASH_ALGORITHMS notify says; empty without one
  public static Optional<Proof> sign(
      SigningKey key,
      SignaturePolicy policy,
      Set<SignatureHash> announced,
      Entropy entropy,
      Octets message) {
    if (announced.isEmpty()) {
      return classic(key.type())
          .map(scheme -> new Proof(methodOf(scheme).number(), key.sign(scheme, entropy, message)));
    }
    return chosen(key.type(), policy, announced)
        .map(scheme -> {
          Octets name = scheme.identifier().orElseThrow();
          Octets data =
              new Writer()
                  .u8(name.length())
                  .octets(name)
                  .octets(key.sign(scheme, entropy, message))
                  .toOctets();
          return new Proof(AuthMethod.DIGITAL_SIGNATURE.number(), data);
        });
  }

  /// True when `proof` is a signature over `message` by the holder of the key, in a way that the
  /// policy allows.
  public static boolean verify(Proof proof, SignaturePolicy policy, PublicKey key, Octets message) {
    if (proof.data().length() > LONGEST) {
      return false;
    }
    Optional<AuthMethod> method = AuthMethod.ofNumber(proof.method());
    if (method.isEmpty()) {
      return false;
    }
    return switch (method.get()) {
      case RSA ->
          // No name says which hash; the padding holds it and is compared whole.
          rsa(policy, SignatureScheme.RSA_PKCS1_SHA2_256, key, message, proof.data())
              || rsa(policy, SignatureScheme.RSA_PKCS1_SHA2_384, key, message, proof.data())
              || rsa(policy, SignatureScheme.RSA_PKCS1_SHA2_512, key, message, proof.data());
      case ECDSA_SHA2_256_P256 -> SignatureScheme.ECDSA_256_RAW.verify(key, message, proof.data());
      case ECDSA_SHA2_384_P384 -> SignatureScheme.ECDSA_384_RAW.verify(key, message, proof.data());
      case ECDSA_SHA2_512_P521 -> SignatureScheme.ECDSA_521_RAW.verify(key, message, proof.data());
      case DIGITAL_SIGNATURE -> named(policy, key, message, proof.data());
      case SHARED_KEY, NULL -> false;
    };
  }

  private static boolean rsa(
      SignaturePolicy policy, SignatureScheme scheme, PublicKey key, Octets message, Octets data) {
    return policy.hashes().contains(scheme.hash()) && scheme.verify(key, message, data);
  }

  private static boolean named(SignaturePolicy policy, PublicKey key, Octets message, Octets data) {
    try {
      Reader reader = Reader.of(data);
      Octets name = reader.octets(reader.u8());
      return SignatureScheme.named(name)
          .filter(scheme -> policy.hashes().contains(scheme.hash()))
          .filter(scheme -> scheme.verify(key, message, reader.rest()))
          .isPresent();
    } catch (Malformed e) {
      return false;
    }
  }

  private static Optional<SignatureScheme> chosen(
      KeyType type, SignaturePolicy policy, Set<SignatureHash> announced) {
    Optional<SignatureScheme> natural = classic(type).map(SignatureAuth::asNamed);
    if (natural.isPresent()
        && type != KeyType.RSA // a curve goes with the hash of its size, where the peer has it
        && announced.contains(natural.get().hash())
        && policy.hashes().contains(natural.get().hash())) {
      return natural;
    }
    for (SignatureHash hash : policy.hashes()) {
      for (SignatureScheme scheme : SignatureScheme.values()) {
        boolean usable =
            scheme.hash() == hash
                && announced.contains(hash)
                && scheme.fits(type)
                && scheme.identifier().isPresent()
                && (type != KeyType.RSA
                    || scheme.isPss() == (policy.rsaFormat() == SignaturePolicy.RsaFormat.PSS));
        if (usable) {
          return Optional.of(scheme);
        }
      }
    }
    return Optional.empty();
  }

  /// What a peer without RFC 7427 may understand.
  private static Optional<SignatureScheme> classic(KeyType type) {
    return switch (type) {
      // Deviation: RFC 7296 section 3.8 says SHA-1, which RFC 8247 section 3.2 forbids.
      case RSA -> Optional.of(SignatureScheme.RSA_PKCS1_SHA2_256);
      case ECDSA_256 -> Optional.of(SignatureScheme.ECDSA_256_RAW);
      case ECDSA_384 -> Optional.of(SignatureScheme.ECDSA_384_RAW);
      case ECDSA_521 -> Optional.of(SignatureScheme.ECDSA_521_RAW);
      case RSA_PSS, ED25519, ED448 -> Optional.empty();
    };
  }

  private static SignatureScheme asNamed(SignatureScheme scheme) {
    return switch (scheme) {
      case ECDSA_256_RAW -> SignatureScheme.ECDSA_SHA2_256;
      case ECDSA_384_RAW -> SignatureScheme.ECDSA_SHA2_384;
      case ECDSA_521_RAW -> SignatureScheme.ECDSA_SHA2_512;
      default -> scheme;
    };
  }

  private static AuthMethod methodOf(SignatureScheme scheme) {
    return switch (scheme) {
      case ECDSA_256_RAW -> AuthMethod.ECDSA_SHA2_256_P256;
      case ECDSA_384_RAW -> AuthMethod.ECDSA_SHA2_384_P384;
      case ECDSA_521_RAW -> AuthMethod.ECDSA_SHA2_512_P521;
      default -> AuthMethod.RSA;
    };
  }
}
