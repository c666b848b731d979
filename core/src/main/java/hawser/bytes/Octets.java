package hawser.bytes;

import java.util.Arrays;

/// An immutable byte string with value equality. Records hold this, never an array.
public final class Octets implements Comparable<Octets> {
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies the argument.
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /// Copies `length` bytes from `from` on.
  public static Octets of(byte[] bytes, int from, int length) {
    return new Octets(Arrays.copyOfRange(bytes, from, from + length));
  }

  public static Octets ofHex(String hex) {
    return new Octets(Hex.parse(hex));
  }

  public static Octets concat(Octets... parts) {
    int length = 0;
    for (Octets part : parts) {
      length += part.bytes.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Octets part : parts) {
      System.arraycopy(part.bytes, 0, joined, at, part.bytes.length);
      at += part.bytes.length;
    }
    return new Octets(joined);
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// The octet at `index`, 0 to 255.
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /// The octets from `from` (inclusive) to `to` (exclusive).
  public Octets slice(int from, int to) {
    if (from < 0 || to > bytes.length || from > to) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + bytes.length);
    }
    return new Octets(Arrays.copyOfRange(bytes, from, to));
  }

  public boolean startsWith(Octets prefix) {
    return prefix.bytes.length <= bytes.length
        && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
  }

  /// A fresh copy.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// Copies all octets to `target` at `at`; returns the position behind them.
  public int copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
    return at + bytes.length;
  }

  /// True when no octet differs from zero.
  public boolean isZero() {
    for (byte octet : bytes) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }

  /// Unsigned octet-wise order; a prefix is lower (RFC 7296 section 2.8.1 compares nonces so).
  @Override
  public int compareTo(Octets other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return Hex.format(bytes);
  }
}
