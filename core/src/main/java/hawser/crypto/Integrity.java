package hawser.crypto;

/// The integrity algorithms of ESP: HMACs, truncated.
public enum Integrity {
  /// RFC 2404.
  HMAC_SHA1_96(Hash.SHA1, 12),
  /// RFC 4868: truncated to 128 bits, not to the 96 of early drafts.
  HMAC_SHA2_256_128(Hash.SHA2_256, 16),
  /// RFC 4868.
  HMAC_SHA2_384_192(Hash.SHA2_384, 24),
  /// RFC 4868.
  HMAC_SHA2_512_256(Hash.SHA2_512, 32);

  private final Hash hash;
  private final int icvLength;

  Integrity(Hash hash, int icvLength) {
    this.hash = hash;
    this.icvLength = icvLength;
  }

  public static Integrity of(Hash hash) {
    return switch (hash) {
      case SHA1 -> HMAC_SHA1_96;
      case SHA2_256 -> HMAC_SHA2_256_128;
      case SHA2_384 -> HMAC_SHA2_384_192;
      case SHA2_512 -> HMAC_SHA2_512_256;
    };
  }

  public Hash hash() {
    return hash;
  }

  /// Octets of key: the length of the full digest (RFC 4868 section 2.1.1).
  public int keyLength() {
    return hash.length();
  }

  /// Octets of the truncated HMAC in the packet.
  public int icvLength() {
    return icvLength;
  }
}
