package hawser.net;

import java.lang.foreign.MemorySegment;

/// The IPv6 header (RFC 8200) as offset accessors.
///
/// ```
///  0 version|traffic class|flow label  4 payload length  6 next header  7 hop limit
///  8 source (16)  24 destination (16)
/// ```
public final class Ip6 {
  public static final int HEADER = 40;
  public static final int PROTOCOL_ICMP = 58;
  public static final int PROTOCOL_FRAGMENT = 44;

  private Ip6() {}

  public static int trafficClass(MemorySegment m, long ip) {
    return Net.u16(m, ip) >>> 4 & 0xff;
  }

  public static void setTrafficClass(MemorySegment m, long ip, int value) {
    Net.put16(m, ip, Net.u16(m, ip) & 0xf00f | (value & 0xff) << 4);
  }

  /// Octets of the whole packet: the header and its payload.
  public static int totalLength(MemorySegment m, long ip) {
    return HEADER + Net.u16(m, ip + 4);
  }

  public static int nextHeader(MemorySegment m, long ip) {
    return Net.u8(m, ip + 6);
  }

  public static long sourceHigh(MemorySegment m, long ip) {
    return Net.i64(m, ip + 8);
  }

  public static long sourceLow(MemorySegment m, long ip) {
    return Net.i64(m, ip + 16);
  }

  public static long destinationHigh(MemorySegment m, long ip) {
    return Net.i64(m, ip + 24);
  }

  public static long destinationLow(MemorySegment m, long ip) {
    return Net.i64(m, ip + 32);
  }
}
