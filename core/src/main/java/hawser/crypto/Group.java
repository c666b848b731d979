package hawser.crypto;

/// Key exchange groups by their IANA number, which IKEv1 and IKEv2 share.
public enum Group {
  /// RFC 2409 section 6.2; RFC 8247 section 2.4: SHOULD NOT.
  MODP_1024(2, 128),
  /// RFC 3526; this one SHOULD NOT (RFC 8247 section 2.4).
  MODP_1536(5, 192),
  MODP_2048(14, 256),
  MODP_3072(15, 384),
  MODP_4096(16, 512),
  MODP_6144(17, 768),
  MODP_8192(18, 1024),
  /// RFC 5903: the public value is both coordinates, the secret the X coordinate.
  ECP_256(19, 64),
  ECP_384(20, 96),
  ECP_521(21, 132),
  /// RFC 6954.
  BRAINPOOL_P224(27, 56),
  BRAINPOOL_P256(28, 64),
  BRAINPOOL_P384(29, 96),
  BRAINPOOL_P512(30, 128),
  /// RFC 8031.
  CURVE25519(31, 32),
  CURVE448(32, 56);

  private final int number;
  private final int publicLength;

  Group(int number, int publicLength) {
    this.number = number;
    this.publicLength = publicLength;
  }

  public int number() {
    return number;
  }

  /// Octets of a public value; every other length is refused before any arithmetic.
  public int publicLength() {
    return publicLength;
  }
}
