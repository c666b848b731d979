package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

final class NetlinkTest {
  private static final int LO = 1;

  @RootTest
  void a_fresh_namespace_has_lo_which_goes_up_and_down() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open()) {
        Link lo = lo(netlink);
        assertEquals("lo", lo.name());
        assertEquals(65536, lo.mtu());
        assertTrue(lo.isUp() && lo.isRunning() && lo.isLowerUp() && lo.isLoopback());
        netlink.setDown(LO);
        assertFalse(lo(netlink).isUp());
        netlink.setMtu(LO, 1400);
        netlink.setTxQueueLength(LO, 77);
        assertEquals(1400, lo(netlink).mtu());
      }
    });
  }

  @RootTest
  void addresses_are_added_once_and_removed() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open()) {
        IpAddress v4 = IpAddress.parse("10.1.2.3");
        IpAddress v6 = IpAddress.parse("2001:db8::5");
        Optional<IpAddress> peer = Optional.of(IpAddress.parse("10.1.2.4"));
        netlink.addAddress(LO, v4, 32, peer);
        netlink.addAddress(LO, v4, 32, peer);
        netlink.addAddress(LO, v6, 64, Optional.empty());
        List<AddressEntry> ours =
            netlink.addresses().stream().filter(a -> a.protocol() == Netlink.PROTOCOL).toList();
        assertEquals(
            List.of(
                new AddressEntry(LO, v4, 32, peer, Netlink.PROTOCOL),
                new AddressEntry(LO, v6, 64, Optional.empty(), Netlink.PROTOCOL)),
            ours);
        netlink.removeAddress(LO, v4, 32);
        netlink.removeAddress(LO, v4, 32);
        assertTrue(netlink.addresses().stream().noneMatch(a -> a.address().equals(v4)));
      }
    });
  }

  @RootTest
  void routes_keep_our_protocol_and_are_replaced_and_removed() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open();
          Tun tun = Tun.open("hw%d")) {
        int index = Namespace.configure(netlink, tun, "10.0.0.1", "10.9.0.0/16");
        RouteEntry over = RouteEntry.over(Prefix.parse("10.9.0.0/16"), index, 0);
        RouteEntry hole = RouteEntry.blackhole(Prefix.parse("10.8.0.0/16"), 200);
        RouteEntry hole6 = RouteEntry.blackhole(Prefix.parse("2001:db8:8::/48"), 200);
        RouteEntry via =
            new RouteEntry(
                Prefix.ALL4,
                Optional.of(IpAddress.parse("10.9.0.1")),
                index,
                1000,
                Netlink.PROTOCOL,
                7,
                RouteType.UNICAST);
        for (RouteEntry route : List.of(hole, hole6, via, hole, hole6, via)) {
          netlink.replaceRoute(route);
        }
        assertEquals(
            List.of(via, over, hole, hole6).stream().sorted(BY_PREFIX).toList(), ours(netlink));
        for (RouteEntry route : List.of(over, hole, hole6, via, over, hole, hole6, via)) {
          netlink.removeRoute(route);
        }
        assertEquals(List.of(), ours(netlink));
      }
    });
  }

  private static final Comparator<RouteEntry> BY_PREFIX =
      Comparator.comparing(RouteEntry::destination);

  @RootTest
  void a_refused_change_names_what_was_tried() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open()) {
        OsException e = assertThrows(OsException.class, () -> netlink.setUp(4711));
        assertEquals("set link 4711 up: No such device", e.getMessage());
        assertEquals(Errno.ENODEV, e.errno());
      }
    });
  }

  @RootTest
  void the_path_mtu_is_that_of_the_route() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open();
          Tun tun = Tun.open("hw0")) {
        int index = Namespace.configure(netlink, tun, "10.0.0.1", "10.9.0.0/16");
        netlink.setMtu(index, 1312);
        IpAddress local = IpAddress.parse("10.0.0.1");
        IpAddress remote = IpAddress.parse("10.9.0.7");
        assertEquals(1312, PathMtu.of(local, remote, Optional.empty()));
        assertEquals(1312, PathMtu.of(local, remote, Optional.of("hw0")));
        OsException e =
            assertThrows(
                OsException.class,
                () -> PathMtu.of(local, IpAddress.parse("192.0.2.1"), Optional.empty()));
        assertEquals("connect 10.0.0.1 to 192.0.2.1: Network is unreachable", e.getMessage());
      }
    });
  }

  @RootTest
  void the_monitor_sees_devices_come_and_leaves_our_routes_alone() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open();
          NetlinkMonitor monitor = NetlinkMonitor.open()) {
        assertFalse(monitor.drain());
        try (Tun tun = Tun.open("hw0")) {
          Namespace.await(monitor.fd(), 1, () -> monitor.drain() ? 1 : 0);
          int index = Namespace.configure(netlink, tun, "10.0.0.1", "10.9.0.0/16");
          assertTrue(monitor.drain());
          netlink.replaceRoute(RouteEntry.over(Prefix.ALL4, index, 5));
          assertFalse(monitor.drain());
        }
        assertTrue(monitor.drain());
      }
    });
  }

  private static Link lo(Netlink netlink) throws OsException {
    return netlink.links().stream().filter(link -> link.index() == LO).findFirst().orElseThrow();
  }

  private static List<RouteEntry> ours(Netlink netlink) throws OsException {
    return netlink.routes().stream()
        .filter(route -> route.protocol() == Netlink.PROTOCOL)
        .sorted(BY_PREFIX)
        .toList();
  }
}
