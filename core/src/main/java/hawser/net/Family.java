package hawser.net;

/// The two versions of IP.
public enum Family {
  IPV4(4, 32),
  IPV6(6, 128);

  private final int version;
  private final int bits;

  Family(int version, int bits) {
    this.version = version;
    this.bits = bits;
  }

  /// The value of the version nibble.
  public int version() {
    return version;
  }

  /// The length of an address in bits.
  public int bits() {
    return bits;
  }
}
