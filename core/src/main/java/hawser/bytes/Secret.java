package hawser.bytes;

import java.security.MessageDigest;
import java.util.Arrays;

/// Key material. Zeroed by [#close()], compared in constant time, printed only as its length.
///
/// The JDK's own key objects cannot be erased, so this is best effort: it bounds how long our copy
/// lives and guarantees that no log line, exception or `toString` carries the bytes.
public final class Secret implements AutoCloseable {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies the argument; the caller still wipes its own array.
  public static Secret copyOf(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /// Takes the array over; the caller must not touch it again.
  public static Secret adopt(byte[] bytes) {
    return new Secret(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /// A copy of the octets from `from` (inclusive) to `to` (exclusive).
  public Secret slice(int from, int to) {
    if (from < 0 || to > bytes.length || from > to) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + bytes.length);
    }
    return new Secret(Arrays.copyOfRange(bytes, from, to));
  }

  /// These octets and those behind them, as one secret.
  public Secret then(Octets more) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + more.length());
    int _ = more.copyTo(joined, bytes.length);
    return new Secret(joined);
  }

  /// A fresh copy which the caller wipes after use.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// Zeroes the octets. A closed secret keeps its length and reads as zeros.
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  /// The same for all secrets of one length: a hash of the content would leak it.
  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "Secret[" + bytes.length + "]";
  }
}
