package hawser.crypto;

/// The hash functions behind PRFs and integrity algorithms.
public enum Hash {
  SHA1("SHA-1", "HmacSHA1", 20, 64),
  SHA2_256("SHA-256", "HmacSHA256", 32, 64),
  SHA2_384("SHA-384", "HmacSHA384", 48, 128),
  SHA2_512("SHA-512", "HmacSHA512", 64, 128);

  private final String digestName;
  private final String hmacName;
  private final int length;
  private final int blockLength;

  Hash(String digestName, String hmacName, int length, int blockLength) {
    this.digestName = digestName;
    this.hmacName = hmacName;
    this.length = length;
    this.blockLength = blockLength;
  }

  /// The JDK's name of the digest.
  public String digestName() {
    return digestName;
  }

  /// The JDK's name of HMAC with this hash.
  public String hmacName() {
    return hmacName;
  }

  /// Octets of a digest.
  public int length() {
    return length;
  }

  /// Octets of a block of the compression function.
  public int blockLength() {
    return blockLength;
  }
}
