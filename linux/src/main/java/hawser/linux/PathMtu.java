package hawser.linux;

import hawser.net.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What the kernel knows of the MTU of a path: that of the first link, or less once an ICMP message
/// said so (RFC 1191, RFC 8201).
public final class PathMtu {
  private static final int IP_MTU = 14;
  private static final int IPV6_MTU = 24;

  /// Any port does: nothing is sent.
  private static final int PORT = 4500;

  private PathMtu() {}

  /// In octets of an IP packet. Fails when there is no route.
  public static int of(IpAddress local, IpAddress remote, Optional<String> device)
      throws OsException {
    String path = local + " to " + remote;
    try (Descriptor descriptor =
            Descriptor.socket("UDP socket", Sockaddr.family(remote), Descriptor.SOCK_DGRAM, 0);
        Arena arena = Arena.ofConfined()) {
      if (device.isPresent()) {
        descriptor.bindToDevice(device.get());
      }
      descriptor.bind(local, 0, local.toString());
      MemorySegment name = arena.allocate(Sockaddr.MAX_LENGTH, 8);
      int nameLength = Sockaddr.write(name, 0, remote, PORT);
      Descriptor.check(
          "connect " + path, Libc.connect(descriptor.errno, descriptor.fd(), name, nameLength));
      return descriptor.intOption(
          "path MTU " + path,
          remote.isV4() ? Descriptor.IPPROTO_IP : Descriptor.IPPROTO_IPV6,
          remote.isV4() ? IP_MTU : IPV6_MTU);
    }
  }
}
