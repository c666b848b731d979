package hawser.net;

/// A network: an address whose host bits are zero, and a prefix length.
public record Prefix(IpAddress address, int length) implements Comparable<Prefix> {
  public static final Prefix ALL4 = new Prefix(IpAddress.ANY4, 0);
  public static final Prefix ALL6 = new Prefix(IpAddress.ANY6, 0);

  public Prefix {
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException("no prefix length of " + address.family() + ": " + length);
    }
    if (!mask(address, length).equals(address)) {
      throw new IllegalArgumentException(address + "/" + length + " has host bits");
    }
  }

  /// The network of `length` bits that `address` is in.
  public static Prefix of(IpAddress address, int length) {
    return new Prefix(mask(address, length), length);
  }

  /// The network of this one address.
  public static Prefix host(IpAddress address) {
    return new Prefix(address, address.family().bits());
  }

  /// From `address/length`; host bits are cleared.
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return host(IpAddress.parse(text));
    }
    return of(
        IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /// The prefix length of a netmask such as 255.255.255.0.
  ///
  /// @throws IllegalArgumentException when its ones are not contiguous
  public static int lengthOfMask(IpAddress mask) {
    int bits = mask.v4Bits();
    int length = Integer.numberOfLeadingZeros(~bits);
    if (length < 32 && bits << length != 0) {
      throw new IllegalArgumentException("not a netmask: " + mask);
    }
    return length;
  }

  /// The IPv4 netmask of this length.
  public IpAddress netmask() {
    return mask(IpAddress.ofV4(-1), length);
  }

  public Family family() {
    return address.family();
  }

  public boolean contains(IpAddress other) {
    return other.family() == family() && mask(other, length).equals(address);
  }

  public boolean contains(Prefix other) {
    return other.length >= length && contains(other.address);
  }

  public IpAddress first() {
    return address;
  }

  /// The last address, for IPv4 networks the broadcast address.
  public IpAddress last() {
    if (address.isV4()) {
      return IpAddress.ofV4(address.v4Bits() | (length == 0 ? -1 : (int) (0xffffffffL >>> length)));
    }
    long high =
        length >= 64 ? address.high() : address.high() | (length == 0 ? -1L : -1L >>> length);
    long low =
        length >= 128 ? address.low() : length <= 64 ? -1L : address.low() | -1L >>> (length - 64);
    return IpAddress.ofV6(high, low);
  }

  @Override
  public int compareTo(Prefix other) {
    int order = address.compareTo(other.address);
    return order != 0 ? order : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }

  private static IpAddress mask(IpAddress address, int length) {
    if (address.isV4()) {
      return IpAddress.ofV4(length == 0 ? 0 : address.v4Bits() & -1 << (32 - length));
    }
    long high =
        length >= 64 ? address.high() : length == 0 ? 0 : address.high() & -1L << (64 - length);
    long low = length <= 64 ? 0 : address.low() & -1L << (128 - length);
    return IpAddress.ofV6(high, low);
  }
}
