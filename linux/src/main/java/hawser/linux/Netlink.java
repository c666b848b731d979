package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// rtnetlink: links, addresses and routes. What Hawser adds carries [#PROTOCOL], so that a later
/// start finds and removes what a killed one left. One thread owns an instance.
public final class Netlink implements AutoCloseable {
  /// Our route protocol id, as in `/etc/iproute2/rt_protos`.
  public static final int PROTOCOL = 72;

  private static final int NETLINK_ROUTE = 0;
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int RTM_GETADDR = 22;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_GETROUTE = 26;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_ACK = 4;
  private static final int NLM_F_DUMP = 0x300;
  private static final int NLM_F_REPLACE = 0x100;
  private static final int NLM_F_CREATE = 0x400;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int RT_TABLE_MAIN = 254;
  private static final int IFF_UP = 1;
  private static final int IFF_LOOPBACK = 8;
  private static final int IFF_LOWER_UP = 0x10000;
  private static final int BUFFER = 1 << 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER, 8);
  private final int fd;
  private int sequence;

  public Netlink() throws OsException {
    fd = Libc.check(Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW, NETLINK_ROUTE), "netlink socket");
  }

  public List<Link> links() throws OsException {
    List<Link> links = new ArrayList<>();
    dump(RTM_GETLINK, body(16), message -> links.add(link(message)));
    return links;
  }

  public Optional<Link> link(String name) throws OsException {
    return links().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  public List<AddressEntry> addresses() throws OsException {
    List<AddressEntry> addresses = new ArrayList<>();
    dump(RTM_GETADDR, body(8), message -> address(message).ifPresent(addresses::add));
    return addresses;
  }

  /// The routes of the main table, of both families.
  public List<RouteEntry> routes() throws OsException {
    List<RouteEntry> routes = new ArrayList<>();
    dump(RTM_GETROUTE, body(12), message -> route(message).ifPresent(routes::add));
    return routes;
  }

  public void setUp(int link) throws OsException {
    change(link, IFF_UP);
  }

  public void setDown(int link) throws OsException {
    change(link, 0);
  }

  public void setMtu(int link, int mtu) throws OsException {
    ByteBuffer body = body(16 + 64);
    body.putInt(4, link);
    body.position(16);
    put(body, 4, mtu); // IFLA_MTU
    request(RTM_NEWLINK, 0, body, "set the MTU of link " + link + " to " + mtu);
  }

  public void setTxQueueLength(int link, int packets) throws OsException {
    ByteBuffer body = body(16 + 64);
    body.putInt(4, link);
    body.position(16);
    put(body, 13, packets); // IFLA_TXQLEN
    request(RTM_NEWLINK, 0, body, "set the queue length of link " + link);
  }

  /// Adds an address; one that is there already is left as it is.
  public void addAddress(int link, IpAddress address, int prefixLength, Optional<IpAddress> peer)
      throws OsException {
    try {
      request(
          RTM_NEWADDR,
          NLM_F_CREATE,
          addressBody(link, address, prefixLength, peer),
          "add " + address + "/" + prefixLength + " to link " + link);
    } catch (OsException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  /// Removes an address; a missing one is no error.
  public void removeAddress(int link, IpAddress address, int prefixLength) throws OsException {
    try {
      request(
          RTM_DELADDR,
          0,
          addressBody(link, address, prefixLength, Optional.empty()),
          "remove " + address + " from link " + link);
    } catch (OsException e) {
      if (e.errno() != Errno.EADDRNOTAVAIL && e.errno() != Errno.ENODEV) {
        throw e;
      }
    }
  }

  /// Adds the route, or replaces the one with the same destination and metric.
  public void replaceRoute(RouteEntry route) throws OsException {
    request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, routeBody(route), "add route " + route);
  }

  /// Removes the route; a missing one is no error.
  public void removeRoute(RouteEntry route) throws OsException {
    try {
      request(RTM_DELROUTE, 0, routeBody(route), "remove route " + route);
    } catch (OsException e) {
      if (e.errno() != Errno.ESRCH && e.errno() != Errno.ENODEV && e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    int ignored = Libc.close(fd);
    arena.close();
  }

  private void change(int link, int flags) throws OsException {
    ByteBuffer body = body(16);
    body.putInt(4, link).putInt(8, flags).putInt(12, IFF_UP);
    body.position(16);
    request(RTM_NEWLINK, 0, body, "set link " + link + (flags == 0 ? " down" : " up"));
  }

  private static ByteBuffer addressBody(
      int link, IpAddress address, int prefixLength, Optional<IpAddress> peer) {
    ByteBuffer body = body(8 + 96);
    body.put(0, (byte) family(address)).put(1, (byte) prefixLength).putInt(4, link);
    body.position(8);
    put(body, 2, address.toBytes()); // IFA_LOCAL
    put(body, 1, peer.orElse(address).toBytes()); // IFA_ADDRESS
    put(body, 11, new byte[] {PROTOCOL}); // IFA_PROTO, ignored before Linux 5.18
    return body;
  }

  private static ByteBuffer routeBody(RouteEntry route) {
    ByteBuffer body = body(12 + 128);
    body.put(0, (byte) family(route.destination().address()));
    body.put(1, (byte) route.destination().length());
    body.put(4, (byte) RT_TABLE_MAIN);
    body.put(5, (byte) route.protocol());
    boolean onLink = route.gateway().isEmpty() && route.link() != 0;
    body.put(6, (byte) (onLink ? 253 : 0)); // RT_SCOPE_LINK, RT_SCOPE_UNIVERSE
    body.put(7, (byte) route.type().number());
    body.position(12);
    put(body, 1, route.destination().address().toBytes()); // RTA_DST
    if (route.link() != 0) {
      put(body, 4, route.link()); // RTA_OIF
    }
    route.gateway().ifPresent(gateway -> put(body, 5, gateway.toBytes())); // RTA_GATEWAY
    put(body, 6, route.metric()); // RTA_PRIORITY
    return body;
  }

  private static int family(IpAddress address) {
    return address.isV4() ? Libc.AF_INET : Libc.AF_INET6;
  }

  private static ByteBuffer body(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  private static void put(ByteBuffer body, int type, int value) {
    body.putShort((short) 8).putShort((short) type).putInt(value);
  }

  private static void put(ByteBuffer body, int type, byte[] value) {
    body.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    body.position(body.position() + 3 & ~3);
  }

  private void request(int type, int flags, ByteBuffer body, String what) throws OsException {
    send(type, NLM_F_REQUEST | NLM_F_ACK | flags, body, body.position());
    receive(what, message -> {});
  }

  private void dump(int type, ByteBuffer body, Consumer<Message> each) throws OsException {
    send(type, NLM_F_REQUEST | NLM_F_DUMP, body, body.capacity());
    receive("netlink dump", each);
  }

  private void send(int type, int flags, ByteBuffer body, int length) throws OsException {
    int total = 16 + length;
    MemorySegment.copy(MemorySegment.ofBuffer(body.duplicate().rewind()), 0, buffer, 16, length);
    buffer.set(JAVA_INT, 0, total);
    buffer.set(JAVA_INT, 4, flags << 16 | type);
    buffer.set(JAVA_INT, 8, ++sequence);
    buffer.set(JAVA_INT, 12, 0);
    Libc.check(Libc.write(fd, buffer, total), "netlink request");
  }

  /// Reads replies up to the acknowledgement or the end of the dump.
  private void receive(String what, Consumer<Message> each) throws OsException {
    while (true) {
      int length = Libc.recv(fd, buffer, BUFFER, 0);
      if (length == -Errno.EINTR) {
        continue;
      }
      Libc.check(length, what);
      int at = 0;
      while (at + 16 <= length) {
        int size = buffer.get(JAVA_INT, at);
        int type = buffer.get(JAVA_INT, at + 4) & 0xffff;
        if (size < 16 || size > length - at) {
          throw new OsException(what + ": a netlink reply of impossible length");
        }
        if (buffer.get(JAVA_INT, at + 8) == sequence) {
          if (type == NLMSG_ERROR) {
            int error = buffer.get(JAVA_INT, at + 16);
            if (error != 0) {
              throw new OsException(what, -error);
            }
            return;
          }
          if (type == NLMSG_DONE) {
            return;
          }
          byte[] copy = buffer.asSlice(at, size).toArray(JAVA_BYTE);
          each.accept(new Message(ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder())));
        }
        at += size + 3 & ~3;
      }
    }
  }

  private static Link link(Message message) {
    int flags = message.bytes().getInt(16 + 8);
    String name =
        message
            .attribute(32, 3) // IFLA_IFNAME
            .map(octets -> new String(octets, 0, octets.length - 1, StandardCharsets.UTF_8))
            .orElse("?");
    int mtu = message.attribute(32, 4).map(Netlink::toInt).orElse(0);
    return new Link(
        message.bytes().getInt(16 + 4),
        name,
        (flags & IFF_UP) != 0,
        (flags & IFF_LOWER_UP) != 0,
        (flags & IFF_LOOPBACK) != 0,
        mtu);
  }

  private static Optional<AddressEntry> address(Message message) {
    int protocol = message.attribute(24, 11).map(octets -> octets[0] & 0xff).orElse(0);
    return message
        .attribute(24, 2) // IFA_LOCAL; IPv6 has only IFA_ADDRESS
        .or(() -> message.attribute(24, 1))
        .map(octets ->
            new AddressEntry(
                message.bytes().getInt(16 + 4),
                IpAddress.ofBytes(octets),
                message.bytes().get(16 + 1) & 0xff,
                protocol));
  }

  private static Optional<RouteEntry> route(Message message) {
    ByteBuffer bytes = message.bytes();
    int family = bytes.get(16);
    int type = bytes.get(16 + 7) & 0xff;
    boolean ip = family == Libc.AF_INET || family == Libc.AF_INET6;
    if (!ip || (bytes.get(16 + 4) & 0xff) != RT_TABLE_MAIN || type < 1 || type > 8) {
      return Optional.empty();
    }
    IpAddress destination =
        message
            .attribute(28, 1)
            .map(IpAddress::ofBytes)
            .orElse(family == Libc.AF_INET ? IpAddress.ANY4 : IpAddress.ANY6);
    return Optional.of(
        new RouteEntry(
            RouteEntry.Type.values()[type - 1],
            Prefix.of(destination, bytes.get(16 + 1) & 0xff),
            message.attribute(28, 5).map(IpAddress::ofBytes),
            message.attribute(28, 4).map(Netlink::toInt).orElse(0),
            message.attribute(28, 6).map(Netlink::toInt).orElse(0),
            bytes.get(16 + 5) & 0xff));
  }

  private static int toInt(byte[] octets) {
    return octets.length < 4 ? 0 : ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()).getInt();
  }

  /// One reply, from its header on.
  private record Message(ByteBuffer bytes) {
    Optional<byte[]> attribute(int from, int wanted) {
      int at = from;
      while (at + 4 <= bytes.capacity()) {
        int length = bytes.getShort(at) & 0xffff;
        if (length < 4 || length > bytes.capacity() - at) {
          return Optional.empty();
        }
        if ((bytes.getShort(at + 2) & 0x3fff) == wanted) {
          byte[] value = new byte[length - 4];
          bytes.get(at + 4, value);
          return Optional.of(value);
        }
        at += length + 3 & ~3;
      }
      return Optional.empty();
    }
  }
}
