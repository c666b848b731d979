package hawser.linux;

import hawser.net.Family;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Interfaces, addresses and routes of a network namespace: the one the opening thread is in
/// (rtnetlink(7)). Used by one thread at a time; each call waits for the kernel's answer.
public final class Netlink implements AutoCloseable {
  /// Marks routes and addresses as ours, so that a restart finds what it left behind.
  public static final int PROTOCOL = 72;

  private static final int GET_LINK = 18;
  private static final int GET_ADDRESS = 22;
  private static final int GET_ROUTE = 26;

  private static final int LINK_BODY = 16;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_TXQLEN = 13;
  private static final int IFF_UP = 1;

  private static final int ADDRESS_BODY = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_PROTO = 11;

  private static final int ROUTE_BODY = 12;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_TABLE = 15;
  private static final int RTM_F_CLONED = 0x200;
  private static final int SCOPE_UNIVERSE = 0;
  private static final int SCOPE_LINK = 253;
  private static final int SCOPE_HOST = 254;
  private static final int SCOPE_NOWHERE = 255;

  /// The dump saw a change under way and has to be repeated.
  private static final int DUMP_INTERRUPTED = 0x10;

  private static final int DUMP_ATTEMPTS = 10;

  private final NetlinkSocket socket;
  private int sequence;

  private Netlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  public static Netlink open() throws OsException {
    return new Netlink(NetlinkSocket.open(0));
  }

  public List<Link> links() throws OsException {
    return dump(
        "list links",
        GET_LINK,
        LINK_BODY,
        NetlinkMessage.NEW_LINK,
        (message, links) ->
            message
                .text(LINK_BODY, IFLA_IFNAME)
                .ifPresent(name ->
                    links.add(
                        new Link(
                            message.i32(4),
                            name,
                            message.i32(8),
                            message.attribute(LINK_BODY, IFLA_MTU, 0)))));
  }

  public List<AddressEntry> addresses() throws OsException {
    return dump(
        "list addresses",
        GET_ADDRESS,
        ADDRESS_BODY,
        NetlinkMessage.NEW_ADDRESS,
        (message, addresses) -> address(message).ifPresent(addresses::add));
  }

  /// The routes of all tables but IPv6 cache entries.
  public List<RouteEntry> routes() throws OsException {
    return dump(
        "list routes",
        GET_ROUTE,
        ROUTE_BODY,
        NetlinkMessage.NEW_ROUTE,
        (message, routes) -> route(message).ifPresent(routes::add));
  }

  public void setUp(int index) throws OsException {
    change("set link " + index + " up", link(index, IFF_UP));
  }

  public void setDown(int index) throws OsException {
    change("set link " + index + " down", link(index, 0));
  }

  public void setMtu(int index, int mtu) throws OsException {
    change("set MTU of link " + index + " to " + mtu, link(index).number(IFLA_MTU, mtu));
  }

  /// How many packets may wait at the device.
  public void setTxQueueLength(int index, int packets) throws OsException {
    change(
        "set queue of link " + index + " to " + packets, link(index).number(IFLA_TXQLEN, packets));
  }

  /// Adds an address; one that is there already stays as it is.
  public void addAddress(int index, IpAddress address, int prefixLength, Optional<IpAddress> peer)
      throws OsException {
    change(
        "add address " + address + "/" + prefixLength + " to link " + index,
        addressRequest(
                NetlinkMessage.NEW_ADDRESS,
                NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE,
                index,
                address,
                prefixLength,
                peer)
            .octet(IFA_PROTO, PROTOCOL),
        Errno.EEXIST);
  }

  /// Removes an address; one that is not there is no error.
  public void removeAddress(int index, IpAddress address, int prefixLength) throws OsException {
    for (AddressEntry entry : addresses()) {
      if (entry.index() == index
          && entry.address().equals(address)
          && entry.prefixLength() == prefixLength) {
        // The kernel wants the peer too, and without one would not look at the prefix length.
        change(
            "remove address " + address + "/" + prefixLength + " from link " + index,
            addressRequest(
                NetlinkMessage.DEL_ADDRESS, 0, index, address, prefixLength, entry.peer()),
            Errno.EADDRNOTAVAIL,
            Errno.ENODEV);
      }
    }
  }

  /// Adds the route, in place of one with the same destination, table and metric.
  public void replaceRoute(RouteEntry route) throws OsException {
    change(
        "replace route " + route.destination(),
        routeRequest(
            NetlinkMessage.NEW_ROUTE,
            NetlinkRequest.CREATE | NetlinkRequest.REPLACE,
            route,
            scope(route)));
  }

  /// Removes the route; one that is not there is no error.
  public void removeRoute(RouteEntry route) throws OsException {
    change(
        "remove route " + route.destination(),
        routeRequest(NetlinkMessage.DEL_ROUTE, 0, route, SCOPE_NOWHERE),
        Errno.ESRCH,
        Errno.ENODEV);
  }

  @Override
  public void close() {
    socket.close();
  }

  private static Optional<AddressEntry> address(NetlinkMessage message) {
    Optional<IpAddress> prefix = message.address(ADDRESS_BODY, IFA_ADDRESS);
    Optional<IpAddress> local = message.address(ADDRESS_BODY, IFA_LOCAL).or(() -> prefix);
    if (local.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AddressEntry(
            message.i32(4),
            local.get(),
            message.u8(1),
            prefix.filter(other -> !other.equals(local.get())),
            message.octetAttribute(ADDRESS_BODY, IFA_PROTO, 0)));
  }

  private static Optional<RouteEntry> route(NetlinkMessage message) {
    int family = message.u8(0);
    Optional<RouteType> type = RouteType.of(message.u8(7));
    boolean v4 = family == Sockaddr.AF_INET;
    if (!v4 && family != Sockaddr.AF_INET6
        || type.isEmpty()
        || (message.i32(8) & RTM_F_CLONED) != 0) {
      return Optional.empty();
    }
    IpAddress network =
        message.address(ROUTE_BODY, RTA_DST).orElse(v4 ? IpAddress.ANY4 : IpAddress.ANY6);
    int length = message.u8(1);
    if (network.isV4() != v4 || length > network.family().bits()) {
      return Optional.empty();
    }
    return Optional.of(
        new RouteEntry(
            Prefix.of(network, length),
            message.address(ROUTE_BODY, RTA_GATEWAY),
            type.get().hasDevice() ? message.attribute(ROUTE_BODY, RTA_OIF, 0) : 0,
            message.attribute(ROUTE_BODY, RTA_TABLE, message.u8(4)),
            message.u8(5),
            message.attribute(ROUTE_BODY, RTA_PRIORITY, 0),
            type.get()));
  }

  private NetlinkRequest link(int index) {
    return link(index, 0, 0);
  }

  private NetlinkRequest link(int index, int upFlag) {
    return link(index, upFlag, IFF_UP);
  }

  private NetlinkRequest link(int index, int flags, int change) {
    return request(NetlinkMessage.NEW_LINK, NetlinkRequest.ACK)
        .u8(0)
        .u8(0)
        .u16(0)
        .i32(index)
        .i32(flags)
        .i32(change);
  }

  private NetlinkRequest addressRequest(
      int type,
      int flags,
      int index,
      IpAddress address,
      int prefixLength,
      Optional<IpAddress> peer) {
    return request(type, flags | NetlinkRequest.ACK)
        .u8(Sockaddr.family(address))
        .u8(prefixLength)
        .u8(0)
        .u8(SCOPE_UNIVERSE)
        .i32(index)
        .address(IFA_LOCAL, address)
        .address(IFA_ADDRESS, peer.orElse(address));
  }

  private NetlinkRequest routeRequest(int type, int flags, RouteEntry route, int scope) {
    Prefix destination = route.destination();
    // The 8-bit table field cannot hold every table: 0 there, and the attribute counts.
    NetlinkRequest request =
        request(type, flags | NetlinkRequest.ACK)
            .u8(Sockaddr.family(destination.address()))
            .u8(destination.length())
            .u8(0)
            .u8(0)
            .u8(0)
            .u8(route.protocol())
            .u8(scope)
            .u8(route.type().code())
            .i32(0)
            .address(RTA_DST, destination.address())
            .number(RTA_TABLE, route.table());
    route.gateway().ifPresent(gateway -> request.address(RTA_GATEWAY, gateway));
    if (route.oif() != 0) {
      request.number(RTA_OIF, route.oif());
    }
    if (route.metric() != 0) {
      request.number(RTA_PRIORITY, route.metric());
    }
    return request;
  }

  /// The IPv4 kernel wants to know how far the destination is; IPv6 has no use for it.
  private static int scope(RouteEntry route) {
    if (route.destination().family() == Family.IPV6) {
      return SCOPE_UNIVERSE;
    }
    return switch (route.type()) {
      case LOCAL -> SCOPE_HOST;
      case BROADCAST, ANYCAST, MULTICAST -> SCOPE_LINK;
      case UNICAST -> route.gateway().isPresent() ? SCOPE_UNIVERSE : SCOPE_LINK;
      case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> SCOPE_UNIVERSE;
    };
  }

  private NetlinkRequest request(int type, int flags) {
    return new NetlinkRequest(type, flags, ++sequence);
  }

  /// Sends a request with an acknowledgement; these errors count as success.
  private void change(String what, NetlinkRequest request, int... tolerated) throws OsException {
    socket.send(what, request.toBytes());
    exchange(what, message -> {}, tolerated);
  }

  private interface Parser<T> {
    void parse(NetlinkMessage message, List<T> into);
  }

  /// Asks for all objects; repeated when one changed meanwhile, since the list could be torn.
  private <T> List<T> dump(String what, int type, int body, int reply, Parser<T> parser)
      throws OsException {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      NetlinkRequest request = request(type, NetlinkRequest.DUMP);
      for (int i = 0; i < body; i++) {
        request.u8(0);
      }
      socket.send(what, request.toBytes());
      List<T> found = new ArrayList<>();
      boolean whole =
          exchange(
              what,
              message -> {
                if (message.type() == reply && message.holds(body)) {
                  parser.parse(message, found);
                }
              });
      if (whole) {
        return List.copyOf(found);
      }
    }
    throw new OsException(what, Errno.EAGAIN, "changes all the time");
  }

  /// Reads the answer to the last request up to its end. False when a dump was interrupted.
  private boolean exchange(String what, Consumer<NetlinkMessage> sink, int... tolerated)
      throws OsException {
    boolean whole = true;
    while (true) {
      ByteBuffer buffer = socket.receive(what);
      Optional<NetlinkMessage> next = NetlinkMessage.next(buffer);
      while (next.isPresent()) {
        NetlinkMessage message = next.get();
        if (message.sequence() == sequence) {
          if ((message.flags() & DUMP_INTERRUPTED) != 0) {
            whole = false;
          }
          if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
            judge(what, message.holds(4) ? message.i32(0) : 0, tolerated);
            return whole;
          }
          sink.accept(message);
        }
        next = NetlinkMessage.next(buffer);
      }
    }
  }

  private static void judge(String what, int code, int... tolerated) throws OsException {
    if (code >= 0) {
      return;
    }
    for (int errno : tolerated) {
      if (errno == -code) {
        return;
      }
    }
    throw new OsException(what, -code);
  }
}
