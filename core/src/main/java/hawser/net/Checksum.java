package hawser.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The Internet checksum (RFC 1071), summed in 64-bit steps of the machine's own byte order.
///
/// [#sum] returns a partial sum of big-endian 16-bit words; partial sums add up, as long as every
/// part but the last has an even length.
public final class Checksum {
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED;

  private static final boolean SWAPPED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Checksum() {}

  /// The sum of `length` octets; an odd last octet counts as the high half of a word.
  public static long sum(MemorySegment m, long from, int length) {
    long even = 0;
    long odd = 0;
    int at = 0;
    for (int end = length & ~31; at < end; at += 32) {
      long a = m.get(I64, from + at);
      long b = m.get(I64, from + at + 8);
      long c = m.get(I64, from + at + 16);
      long d = m.get(I64, from + at + 24);
      even += (a & 0xffffffffL) + (b & 0xffffffffL) + (c & 0xffffffffL) + (d & 0xffffffffL);
      odd += (a >>> 32) + (b >>> 32) + (c >>> 32) + (d >>> 32);
    }
    // The sum does not depend on byte order but for a final swap (RFC 1071 section 2 (B)).
    short folded = (short) fold(even + odd);
    long sum = (SWAPPED ? Short.reverseBytes(folded) : folded) & 0xffffL;
    for (; at + 4 <= length; at += 4) {
      sum += Net.i32(m, from + at) & 0xffffffffL;
    }
    if (at + 2 <= length) {
      sum += Net.u16(m, from + at);
      at += 2;
    }
    if (at < length) {
      sum += (long) Net.u8(m, from + at) << 8;
    }
    return sum;
  }

  /// The sum of the pseudo header of a transport segment of `length` octets (RFC 9293 section 3.1,
  /// RFC 8200 section 8.1).
  public static long pseudoHeader(MemorySegment m, long ip, int protocol, int length) {
    boolean v4 = Ip4.version(m, ip) == 4;
    return (v4 ? sum(m, ip + 12, 8) : sum(m, ip + 8, 32)) + protocol + length;
  }

  /// Folds a sum and takes the complement: the value that goes into the header.
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /// A checksum after one 16-bit word of its data changed (RFC 1624, equation 3).
  public static int update(int checksum, int before, int after) {
    return ~fold((~checksum & 0xffffL) + (~before & 0xffff) + after) & 0xffff;
  }

  private static int fold(long sum) {
    long folded = (sum & 0xffffffffL) + (sum >>> 32);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    return (int) folded;
  }
}
