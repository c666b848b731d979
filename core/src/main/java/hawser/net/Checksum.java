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
    long low = 0;
    long high = 0;
    int words = length >>> 3;
    for (int i = 0; i < words; i++) { // plain enough for the compiler to use vectors
      long word = m.get(I64, from + 8L * i);
      low += word & 0xffffffffL;
      high += word >>> 32;
    }
    // The sum does not depend on byte order but for a final swap (RFC 1071 section 2 (B)).
    short folded = (short) fold(low + high);
    long sum = (SWAPPED ? Short.reverseBytes(folded) : folded) & 0xffffL;
    int at = words << 3;
    for (; at + 2 <= length; at += 2) {
      sum += Net.u16(m, from + at);
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
