package hawser.crypto;

import java.util.Optional;

/// IANA registry "IKEv2 Hash Algorithms" (RFC 7427, RFC 8420). SHA-1, number 1, is left out: RFC
/// 8247 section 3.2 forbids it in signatures.
public enum SignatureHash {
  SHA2_256(2, "sha2-256"),
  SHA2_384(3, "sha2-384"),
  SHA2_512(4, "sha2-512"),
  /// The signature scheme hashes by itself: EdDSA.
  IDENTITY(5, "identity");

  private final int number;
  private final String word;

  SignatureHash(int number, String word) {
    this.number = number;
    this.word = word;
  }

  public int number() {
    return number;
  }

  /// FortiOS's spelling.
  public String word() {
    return word;
  }

  public static Optional<SignatureHash> ofNumber(int number) {
    for (SignatureHash hash : values()) {
      if (hash.number == number) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }
}
