package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import hawser.net.Batch;
import hawser.net.Endpoint;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// `struct sockaddr_in` (16 octets) and `struct sockaddr_in6` (28 octets).
final class SocketAddress {
  static final int LENGTH_V4 = 16;
  static final int LENGTH_V6 = 28;

  private SocketAddress() {}

  /// Writes the endpoint and returns the length of the structure.
  static int write(MemorySegment m, long at, Endpoint endpoint) {
    return write(
        m,
        at,
        !endpoint.address().isV4(),
        endpoint.address().high(),
        endpoint.address().low(),
        endpoint.port());
  }

  static int write(MemorySegment m, long at, boolean v6, long high, long low, int port) {
    m.set(JAVA_SHORT_UNALIGNED, at, (short) (v6 ? Libc.AF_INET6 : Libc.AF_INET));
    Net.put16(m, at + 2, port);
    if (v6) {
      Net.put32(m, at + 4, 0);
      Net.put64(m, at + 8, high);
      Net.put64(m, at + 16, low);
      Net.put32(m, at + 24, 0);
      return LENGTH_V6;
    }
    Net.put32(m, at + 4, (int) low);
    Net.put64(m, at + 8, 0);
    return LENGTH_V4;
  }

  /// Stores the address at `at` as the peer of packet `index`.
  static void read(MemorySegment m, long at, Batch batch, int index) {
    boolean v6 = m.get(JAVA_BYTE, at) == Libc.AF_INET6;
    batch.peerV6[index] = v6;
    batch.peerPort[index] = Net.u16(m, at + 2);
    batch.peerHigh[index] = v6 ? Net.i64(m, at + 8) : 0;
    batch.peerLow[index] = v6 ? Net.i64(m, at + 16) : Net.i32(m, at + 4) & 0xffffffffL;
  }
}
