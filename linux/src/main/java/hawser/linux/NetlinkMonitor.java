package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Says that a link or an address changed; the caller then reads them anew through [Netlink].
public final class NetlinkMonitor implements AutoCloseable {
  private static final int RTMGRP_LINK = 1;
  private static final int RTMGRP_IPV4_IFADDR = 0x10;
  private static final int RTMGRP_IPV6_IFADDR = 0x100;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(1 << 16, 8);
  private final int fd;

  public NetlinkMonitor() throws OsException {
    fd =
        Libc.check(
            Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_NONBLOCK, 0), "netlink socket");
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment address = scratch.allocate(12, 4);
      address.set(JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
      address.set(JAVA_INT, 8, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
      Libc.check(Libc.bind(fd, address, 12), "subscribe to netlink");
    }
  }

  public int fd() {
    return fd;
  }

  /// Reads all waiting messages. True when there was one, or some were lost.
  public boolean drain() {
    boolean changed = false;
    while (true) {
      int length = Libc.recv(fd, buffer, buffer.byteSize(), Libc.MSG_DONTWAIT);
      if (length <= 0 && length != -Errno.ENOBUFS && length != -Errno.EINTR) {
        return changed;
      }
      changed = true;
    }
  }

  @Override
  public void close() {
    int ignored = Libc.close(fd);
    arena.close();
  }
}
