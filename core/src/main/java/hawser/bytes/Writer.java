package hawser.bytes;

import java.util.Arrays;

/// Builds a message in network order. Grows as needed; lengths can be patched in afterwards.
public final class Writer {
  private byte[] bytes = new byte[256];
  private int length;

  public int length() {
    return length;
  }

  public Writer u8(int value) {
    grow(1);
    bytes[length++] = (byte) value;
    return this;
  }

  public Writer u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public Writer u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  public Writer i64(long value) {
    return u32(value >>> 32).u32(value);
  }

  public Writer octets(Octets octets) {
    grow(octets.length());
    length = octets.copyTo(bytes, length);
    return this;
  }

  public Writer bytes(byte[] more) {
    grow(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  public Writer zeros(int count) {
    grow(count);
    length += count;
    return this;
  }

  public Writer patchU8(int at, int value) {
    check(at, 1);
    bytes[at] = (byte) value;
    return this;
  }

  public Writer patchU16(int at, int value) {
    check(at, 2);
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
    return this;
  }

  public Writer patchU32(int at, long value) {
    patchU16(at, (int) (value >>> 16));
    return patchU16(at + 2, (int) value);
  }

  public Octets toOctets() {
    return Octets.of(bytes, 0, length);
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void check(int at, int count) {
    if (at < 0 || at + count > length) {
      throw new IndexOutOfBoundsException(at + "+" + count + " of " + length);
    }
  }

  private void grow(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
