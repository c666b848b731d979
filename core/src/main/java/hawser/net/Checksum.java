package hawser.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The Internet checksum (RFC 1071), summed in 64-bit steps.
///
/// [#sum] returns an unfolded partial sum of big-endian 16-bit words; partial sums add up, as long
/// as every part but the last has an even length.
public final class Checksum {
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Checksum() {}

  /// The sum of `length` octets; an odd last octet counts as the high half of a word.
  public static long sum(MemorySegment m, long from, long length) {
    long sum = 0;
    long at = from;
    long end = from + length;
    for (; at + 8 <= end; at += 8) {
      long word = m.get(I64, at);
      sum += (word >>> 32) + (word & 0xffffffffL);
    }
    for (; at + 2 <= end; at += 2) {
      sum += Net.u16(m, at);
    }
    if (at < end) {
      sum += (long) Net.u8(m, at) << 8;
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
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }
}
