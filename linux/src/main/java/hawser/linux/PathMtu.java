package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The kernel's idea of the path MTU, which is at first the MTU of the outgoing device.
public final class PathMtu {
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU = 14;

  private PathMtu() {}

  /// Octets that a packet from `local` to `remote` (IPv4) may have; 0 when there is no route.
  public static int of(IpAddress local, IpAddress remote) {
    int fd = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM, 0);
    if (fd < 0) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SocketAddress.LENGTH_V6, 4);
      int length = SocketAddress.write(address, 0, new Endpoint(local, 0));
      if (Libc.bind(fd, address, length) < 0) {
        return 0;
      }
      length = SocketAddress.write(address, 0, new Endpoint(remote, 9));
      MemorySegment mtu = arena.allocate(JAVA_INT);
      MemorySegment size = arena.allocateFrom(JAVA_INT, 4);
      boolean known =
          Libc.connect(fd, address, length) >= 0
              && Libc.getsockopt(fd, IPPROTO_IP, IP_MTU, mtu, size) >= 0;
      return known ? mtu.get(JAVA_INT, 0) : 0;
    } finally {
      int ignored = Libc.close(fd);
    }
  }
}
