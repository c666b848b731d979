package hawser.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A NETLINK_ROUTE socket in the network namespace of the thread that opens it; one thread at a
/// time.
///
/// ```
/// sockaddr_nl  0 family  2 pad  4 port  8 groups
/// ```
final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int ADDRESS_LENGTH = 12;

  /// The kernel fills at most 32 KiB at once; one message may be longer.
  private static final int BUFFER = 128 << 10;

  private final Descriptor descriptor;
  private final MemorySegment received = Arena.ofAuto().allocate(BUFFER, 8);
  private final ByteBuffer view = received.asByteBuffer().order(ByteOrder.nativeOrder());

  private NetlinkSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Subscribed to these `RTMGRP_` groups.
  static NetlinkSocket open(int groups) throws OsException {
    Descriptor descriptor = Descriptor.socket("netlink socket", AF_NETLINK, Descriptor.SOCK_RAW, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = address(arena, groups);
      Descriptor.check(
          "bind netlink", Libc.bind(descriptor.errno, descriptor.fd(), name, ADDRESS_LENGTH));
      return new NetlinkSocket(descriptor);
    } catch (OsException e) {
      descriptor.close();
      throw e;
    }
  }

  int fd() {
    return descriptor.fd();
  }

  void send(String what, byte[] request) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, request);
      MemorySegment kernel = address(arena, 0);
      Descriptor.check(
          what, Libc.sendto(descriptor.errno, descriptor.fd(), data, kernel, ADDRESS_LENGTH));
    }
  }

  /// Waits for the next datagram of messages, which are overwritten by the one after.
  ByteBuffer receive(String what) throws OsException {
    int length = receive(0);
    return messages(Descriptor.check(what, length));
  }

  /// Octets that arrived without waiting, or minus the error number.
  int poll() {
    return receive(MSG_DONTWAIT);
  }

  /// The first `length` octets of what was received.
  ByteBuffer messages(int length) {
    return view.clear().limit(length);
  }

  @Override
  public void close() {
    descriptor.close();
  }

  private int receive(int flags) {
    int length;
    do {
      length = Libc.recv(descriptor.errno, descriptor.fd(), received, flags | MSG_TRUNC);
    } while (length == -Errno.EINTR);
    return length > BUFFER ? -Errno.EMSGSIZE : length;
  }

  private static MemorySegment address(Arena arena, int groups) {
    MemorySegment name = arena.allocate(ADDRESS_LENGTH, 8);
    name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
    name.set(ValueLayout.JAVA_INT, 8, groups);
    return name;
  }
}
