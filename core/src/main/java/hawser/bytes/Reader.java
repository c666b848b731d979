package hawser.bytes;

/// Reads network-order fields from a byte range and never beyond it. Every walker over peer data
/// uses this, so a wrong length is a [Malformed], never an index out of bounds.
public final class Reader {
  private final byte[] bytes;
  private final int end;
  private int at;

  private Reader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  public static Reader of(Octets octets) {
    byte[] bytes = octets.toArray();
    return new Reader(bytes, 0, bytes.length);
  }

  /// Reads the array itself, without a copy.
  public static Reader over(byte[] bytes, int from, int length) {
    if (from < 0 || length < 0 || from > bytes.length - length) {
      throw new IndexOutOfBoundsException(from + "+" + length + " of " + bytes.length);
    }
    return new Reader(bytes, from, from + length);
  }

  public int remaining() {
    return end - at;
  }

  public boolean hasMore() {
    return at < end;
  }

  public int u8() throws Malformed {
    need(1);
    return bytes[at++] & 0xff;
  }

  public int u16() throws Malformed {
    need(2);
    int value = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    at += 2;
    return value;
  }

  /// An unsigned 32-bit field as a non-negative long.
  public long u32() throws Malformed {
    return (long) u16() << 16 | u16();
  }

  public long i64() throws Malformed {
    return u32() << 32 | u32();
  }

  public Octets octets(int length) throws Malformed {
    need(length);
    Octets octets = Octets.of(bytes, at, length);
    at += length;
    return octets;
  }

  public Octets rest() {
    Octets octets = Octets.of(bytes, at, end - at);
    at = end;
    return octets;
  }

  public void skip(int length) throws Malformed {
    need(length);
    at += length;
  }

  /// A reader of the next `length` bytes; this one continues behind them.
  public Reader window(int length) throws Malformed {
    need(length);
    Reader window = new Reader(bytes, at, at + length);
    at += length;
    return window;
  }

  /// Refuses octets behind the last field.
  public void expectEnd(String what) throws Malformed {
    if (at != end) {
      throw new Malformed(what + ": " + (end - at) + " octets too many");
    }
  }

  private void need(int length) throws Malformed {
    if (length < 0 || length > end - at) {
      throw new Malformed("needs " + length + " octets, has " + (end - at));
    }
  }
}
