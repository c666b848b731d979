package hawser.crypto;

/// Key exchange groups by their IANA number, which IKEv1 and IKEv2 share.
public enum Group {
  /// RFC 3526.
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
  /// RFC 8031.
  CURVE25519(31, 32);

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
