package hawser.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The IPv4 header (RFC 791) as offset accessors. Callers check lengths first; see [#headerLength].
///
/// ```
///  0 version|IHL  1 TOS  2 total length  4 id  6 flags|fragment offset
///  8 TTL  9 protocol  10 checksum  12 source  16 destination
/// ```
public final class Ip4 {
  public static final int MIN_HEADER = 20;
  public static final int PROTOCOL_ICMP = 1;
  public static final int PROTOCOL_TCP = 6;
  public static final int PROTOCOL_UDP = 17;

  private static final int DONT_FRAGMENT = 0x4000;

  private Ip4() {}

  public static int version(MemorySegment m, long ip) {
    return (m.get(ValueLayout.JAVA_BYTE, ip) & 0xf0) >>> 4;
  }

  /// Octets of the header with its options: 20 to 60, less when the field is invalid.
  public static int headerLength(MemorySegment m, long ip) {
    return (m.get(ValueLayout.JAVA_BYTE, ip) & 0x0f) * 4;
  }

  public static int trafficClass(MemorySegment m, long ip) {
    return Net.u8(m, ip + 1);
  }

  public static int totalLength(MemorySegment m, long ip) {
    return Net.u16(m, ip + 2);
  }

  public static boolean dontFragment(MemorySegment m, long ip) {
    return (Net.u16(m, ip + 6) & DONT_FRAGMENT) != 0;
  }

  /// True for every fragment of a datagram that was cut, the first one included.
  public static boolean isFragment(MemorySegment m, long ip) {
    return (Net.u16(m, ip + 6) & 0x3fff) != 0;
  }

  /// In octets; 0 for the first fragment.
  public static int fragmentOffset(MemorySegment m, long ip) {
    return (Net.u16(m, ip + 6) & 0x1fff) * 8;
  }

  public static int protocol(MemorySegment m, long ip) {
    return Net.u8(m, ip + 9);
  }

  public static int source(MemorySegment m, long ip) {
    return Net.i32(m, ip + 12);
  }

  public static int destination(MemorySegment m, long ip) {
    return Net.i32(m, ip + 16);
  }

  /// Replaces the TOS octet and mends the header checksum (RFC 1624).
  public static void setTrafficClass(MemorySegment m, long ip, int value) {
    int before = Net.u16(m, ip);
    int after = before & 0xff00 | value & 0xff;
    if (before != after) {
      Net.put16(m, ip, after);
      Net.put16(m, ip + 10, Checksum.update(Net.u16(m, ip + 10), before, after));
    }
  }

  /// Computes the header checksum anew and stores it.
  public static void writeChecksum(MemorySegment m, long ip) {
    Net.put16(m, ip + 10, 0);
    Net.put16(m, ip + 10, Checksum.finish(Checksum.sum(m, ip, headerLength(m, ip))));
  }
}
