package hawser.linux;

import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// `sockaddr_in` and `sockaddr_in6` at an offset of foreign memory.
///
/// ```
/// in   0 family (host order)  2 port  4 address                        16 octets
/// in6  0 family (host order)  2 port  4 flow  8 address  24 scope id   28 octets
/// ```
final class Sockaddr {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /// Room for either.
  static final int MAX_LENGTH = 28;

  private static final int IN_LENGTH = 16;

  private Sockaddr() {}

  static int family(IpAddress address) {
    return address.isV4() ? AF_INET : AF_INET6;
  }

  /// Writes the address and returns its length.
  static int write(MemorySegment m, long at, IpAddress address, int port) {
    return address.isV4()
        ? writeV4(m, at, address.low(), port)
        : writeV6(m, at, address.high(), address.low(), port);
  }

  static int writeV4(MemorySegment m, long at, long bits, int port) {
    m.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) AF_INET);
    Net.put16(m, at + 2, port);
    Net.put32(m, at + 4, (int) bits);
    Net.put64(m, at + 8, 0);
    return IN_LENGTH;
  }

  static int writeV6(MemorySegment m, long at, long high, long low, int port) {
    m.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) AF_INET6);
    Net.put16(m, at + 2, port);
    Net.put32(m, at + 4, 0);
    Net.put64(m, at + 8, high);
    Net.put64(m, at + 16, low);
    Net.put32(m, at + 24, 0);
    return MAX_LENGTH;
  }

  static boolean isV6(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) == AF_INET6;
  }

  static Endpoint read(MemorySegment m, long at) {
    IpAddress address =
        isV6(m, at)
            ? IpAddress.ofV6(Net.i64(m, at + 8), Net.i64(m, at + 16))
            : IpAddress.ofV4(Net.i32(m, at + 4));
    return new Endpoint(address, Net.u16(m, at + 2));
  }
}
