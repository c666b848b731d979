package hawser.net;

import hawser.bytes.Octets;

/// An IPv4 or IPv6 address. An IPv4 address lives in the low 32 bits of `low`.
///
/// Ordered by family, then unsigned. Never resolves names.
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {
  public static final IpAddress ANY4 = ofV4(0);
  public static final IpAddress ANY6 = new IpAddress(Family.IPV6, 0, 0);

  public IpAddress {
    if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  public static IpAddress ofV4(int bits) {
    return new IpAddress(Family.IPV4, 0, bits & 0xffffffffL);
  }

  public static IpAddress ofV6(long high, long low) {
    return new IpAddress(Family.IPV6, high, low);
  }

  /// From 4 or 16 octets in network order.
  public static IpAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> new IpAddress(Family.IPV4, 0, read(bytes, 0, 4));
      case 16 -> new IpAddress(Family.IPV6, read(bytes, 0, 8), read(bytes, 8, 8));
      default -> throw new IllegalArgumentException(bytes.length + " octets are no address");
    };
  }

  public static IpAddress of(Octets octets) {
    return ofBytes(octets.toArray());
  }

  /// Parses dotted decimal (four decimal numbers, no leading zeros beyond "0") or RFC 4291 text.
  ///
  /// @throws IllegalArgumentException when the text is not exactly one address
  public static IpAddress parse(String text) {
    return text.indexOf(':') >= 0 ? AddressText.parseV6(text) : ofV4(AddressText.parseV4(text));
  }

  public boolean isV4() {
    return family == Family.IPV4;
  }

  /// 0.0.0.0 or ::
  public boolean isAny() {
    return high == 0 && low == 0;
  }

  public boolean isMulticast() {
    return isV4() ? (low >>> 28) == 0xe : (high >>> 56) == 0xff;
  }

  public boolean isLoopback() {
    return isV4() ? (low >>> 24) == 127 : high == 0 && low == 1;
  }

  public boolean isLinkLocal() {
    return isV4() ? (low >>> 16) == 0xa9fe : (high >>> 54) == 0xfe80 >>> 6;
  }

  /// The 32 bits of an IPv4 address.
  public int v4Bits() {
    if (!isV4()) {
      throw new IllegalStateException("not IPv4");
    }
    return (int) low;
  }

  public byte[] toBytes() {
    byte[] bytes = new byte[family.bits() / 8];
    if (!isV4()) {
      write(bytes, 0, 8, high);
      write(bytes, 8, 8, low);
    } else {
      write(bytes, 0, 4, low);
    }
    return bytes;
  }

  public Octets toOctets() {
    return Octets.of(toBytes());
  }

  /// The address behind this one; the last address is followed by the first.
  public IpAddress next() {
    if (isV4()) {
      return ofV4((int) low + 1);
    }
    return new IpAddress(family, low == -1 ? high + 1 : high, low + 1);
  }

  @Override
  public int compareTo(IpAddress other) {
    int order = family.compareTo(other.family);
    if (order == 0) {
      order = Long.compareUnsigned(high, other.high);
    }
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /// Dotted decimal, or RFC 5952.
  @Override
  public String toString() {
    return isV4() ? AddressText.formatV4((int) low) : AddressText.formatV6(high, low);
  }

  private static long read(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[from + i] & 0xff);
    }
    return value;
  }

  private static void write(byte[] bytes, int from, int count, long value) {
    for (int i = 0; i < count; i++) {
      bytes[from + i] = (byte) (value >>> (8 * (count - 1 - i)));
    }
  }
}
