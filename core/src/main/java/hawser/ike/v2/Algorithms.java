package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import java.util.Arrays;
import java.util.Optional;

/// Our algorithms as transforms (IANA, Internet Key Exchange Version 2 parameters).
final class Algorithms {
  private Algorithms() {}

  static Transform encryption(EspSuite suite) {
    return switch (suite.encryption()) {
      case AES_CBC -> new Transform(Transform.ENCRYPTION, 12, suite.keyBits());
      case AES_GCM_16 -> new Transform(Transform.ENCRYPTION, 20, suite.keyBits());
      case CHACHA20_POLY1305 -> new Transform(Transform.ENCRYPTION, 28); // RFC 7634 section 2
    };
  }

  /// True when the transform is the suite's encryption. A needless key length is borne with
  /// ChaCha20-Poly1305.
  static boolean isEncryption(Transform transform, EspSuite suite) {
    Transform ours = encryption(suite);
    boolean fixed = suite.encryption() == Encryption.CHACHA20_POLY1305;
    return transform.id() == ours.id()
        && (transform.keyBits() == ours.keyBits() || fixed && transform.keyBits() == 256);
  }

  static Transform integrity(Integrity integrity) {
    return new Transform(
        Transform.INTEGRITY,
        switch (integrity) {
          case HMAC_SHA1_96 -> 2;
          case HMAC_SHA2_256_128 -> 12;
          case HMAC_SHA2_384_192 -> 13;
          case HMAC_SHA2_512_256 -> 14;
        });
  }

  static Transform prf(Hash hash) {
    return new Transform(
        Transform.PRF,
        switch (hash) {
          case SHA1 -> 2;
          case SHA2_256 -> 5;
          case SHA2_384 -> 6;
          case SHA2_512 -> 7;
        });
  }

  static Transform group(Group group) {
    return new Transform(Transform.KEY_EXCHANGE, group.number());
  }

  /// The group that INVALID_KE_PAYLOAD asks for, if we have it.
  static Optional<Group> group(Octets wanted) {
    return wanted.length() == 2 ? group(wanted.at(0) << 8 | wanted.at(1)) : Optional.empty();
  }

  private static Optional<Group> group(int number) {
    return Arrays.stream(Group.values()).filter(group -> group.number() == number).findFirst();
  }
}
