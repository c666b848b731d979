package hawser.linux;

import hawser.net.Endpoint;
import hawser.net.Family;
import hawser.net.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// An open file descriptor with the calls of its slow path, one thread at a time. Once closed it
/// reads as -1, so that a late call fails with EBADF instead of hitting a stranger's file.
final class Descriptor implements AutoCloseable {
  static final int NONBLOCK = 0x800;
  static final int CLOEXEC = 0x80000;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEPORT = 15;
  static final int IPPROTO_IP = 0;
  static final int IPPROTO_IPV6 = 41;
  static final int IP_TOS = 1;
  static final int IPV6_TCLASS = 67;
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;

  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_RECVTOS = 13;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_RECVTCLASS = 66;

  /// Octets of socket buffer in each direction: a burst of 28 ms at 2 Gbit/s.
  private static final int BUFFER = 7 << 20;

  private static final short POLLOUT = 4;

  /// How long a full socket buffer may hold up its sender.
  static final int PATIENCE_MILLIS = 2;

  final MemorySegment errno = Libc.errno(Arena.ofAuto());
  private volatile int fd;

  private Descriptor() {
    fd = -1;
  }

  /// Opens a device or namespace file.
  static Descriptor file(String path, int flags) throws OsException {
    Descriptor descriptor = new Descriptor();
    try (Arena arena = Arena.ofConfined()) {
      descriptor.fd =
          check(
              "open " + path,
              Libc.open(descriptor.errno, arena.allocateFrom(path), flags | CLOEXEC));
    }
    return descriptor;
  }

  static Descriptor socket(String what, int domain, int type, int protocol) throws OsException {
    Descriptor descriptor = new Descriptor();
    descriptor.fd = check(what, Libc.socket(descriptor.errno, domain, type | CLOEXEC, protocol));
    return descriptor;
  }

  static Descriptor epoll() throws OsException {
    Descriptor descriptor = new Descriptor();
    descriptor.fd = check("epoll_create1", Libc.epollCreate(descriptor.errno, CLOEXEC));
    return descriptor;
  }

  static Descriptor event() throws OsException {
    Descriptor descriptor = new Descriptor();
    descriptor.fd = check("eventfd", Libc.eventfd(descriptor.errno, CLOEXEC | NONBLOCK));
    return descriptor;
  }

  int fd() {
    return fd;
  }

  void option(String name, int level, int option, int value) throws OsException {
    check("setsockopt " + name, tryOption(level, option, value));
  }

  int intOption(String what, int level, int option) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      check(what, Libc.getsockopt(errno, fd, level, option, value, length));
      return value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  void bindToDevice(String device) throws OsException {
    byte[] name = device.getBytes(StandardCharsets.US_ASCII);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
      check(
          "bind to device " + device,
          Libc.setsockopt(errno, fd, SOL_SOCKET, SO_BINDTODEVICE, value, name.length));
    }
  }

  void bind(IpAddress address, int port, String text) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Sockaddr.MAX_LENGTH, 8);
      int length = Sockaddr.write(name, 0, address, port);
      check("bind " + text, Libc.bind(errno, fd, name, length));
    }
  }

  /// What a socket that carries tunnel packets needs: its device, room for bursts, the outer
  /// traffic class with each packet, and DF clear.
  void prepareForPackets(Family family, Optional<String> device) throws OsException {
    if (device.isPresent()) {
      bindToDevice(device.get());
    }
    // Without CAP_NET_ADMIN the plain option gives what net.core.*mem_max allows.
    if (tryOption(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER) < 0) {
      option("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, BUFFER);
    }
    if (tryOption(SOL_SOCKET, SO_SNDBUFFORCE, BUFFER) < 0) {
      option("SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, BUFFER);
    }
    if (family == Family.IPV6) {
      option("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY, 1);
    }
    dontFragment(family, DontFragment.CLEAR);
  }

  /// The traffic class comes with each datagram as a control message.
  void receiveTrafficClass(Family family) throws OsException {
    if (family == Family.IPV4) {
      option("IP_RECVTOS", IPPROTO_IP, IP_RECVTOS, 1);
    } else {
      option("IPV6_RECVTCLASS", IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
    }
  }

  void dontFragment(Family family, DontFragment mode) throws OsException {
    if (family == Family.IPV4) {
      option("IP_MTU_DISCOVER", IPPROTO_IP, IP_MTU_DISCOVER, mode.discover());
    } else {
      option("IPV6_MTU_DISCOVER", IPPROTO_IPV6, IPV6_MTU_DISCOVER, mode.discover());
    }
  }

  /// The address that the socket is bound to, with the port the kernel chose for 0.
  Endpoint name() throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Sockaddr.MAX_LENGTH, 8);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Sockaddr.MAX_LENGTH);
      check("getsockname", Libc.getsockname(errno, fd, name, length));
      return Sockaddr.read(name, 0);
    }
  }

  /// Waits until the socket takes packets again, 2 ms at most. `pollFd` has 8 octets.
  static boolean writable(MemorySegment errno, int fd, MemorySegment pollFd) {
    pollFd.set(ValueLayout.JAVA_INT, 0, fd);
    pollFd.set(ValueLayout.JAVA_SHORT, 4, POLLOUT);
    pollFd.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
    return Libc.poll(errno, pollFd.address(), 1, PATIENCE_MILLIS) > 0;
  }

  @Override
  public synchronized void close() {
    int open = fd;
    fd = -1;
    if (open >= 0) {
      Libc.close(errno, open);
    }
  }

  static int check(String call, int result) throws OsException {
    if (result < 0) {
      throw new OsException(call, -result);
    }
    return result;
  }

  int tryOption(int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_INT, value);
      return Libc.setsockopt(errno, fd, level, option, segment, Integer.BYTES);
    }
  }
}
