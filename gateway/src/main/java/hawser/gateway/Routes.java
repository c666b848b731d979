package hawser.gateway;

import hawser.config.Configuration;
import hawser.config.Phase2;
import hawser.config.StaticRoute;
import hawser.linux.Link;
import hawser.linux.Netlink;
import hawser.linux.OsException;
import hawser.linux.RouteEntry;
import hawser.linux.RouteType;
import hawser.net.IpAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The routes of `router static` and those towards dial-up peers. They carry our protocol id, and
/// no other route is touched.
final class Routes {
  private final Netlink netlink;

  Routes(Netlink netlink) {
    this.netlink = netlink;
  }

  void reconcile(
      Configuration configuration,
      Map<String, Link> links,
      Map<String, TunDevice> devices,
      Iterable<Tunnel> tunnels)
      throws OsException {
    Set<RouteEntry> wanted = new HashSet<>();
    for (StaticRoute route : configuration.routes()) {
      Link link = links.get(route.device());
      if (route.enabled() && (route.blackhole() || link != null && link.isUp())) {
        wanted.add(entry(route, link == null ? 0 : link.index(), devices.keySet()));
      }
    }
    for (Tunnel tunnel : tunnels) {
      TunDevice device = devices.get(tunnel.plan.device());
      if (tunnel.parent != null && device != null) {
        addDialUp(wanted, tunnel, device);
      }
      if (tunnel.assigned != null && device != null && tunnel.isUp()) {
        tunnel.assigned.networks().stream()
            .map(prefix -> RouteEntry.over(prefix, device.link, tunnel.phase1.distance()))
            .forEach(wanted::add);
      }
    }
    Set<RouteEntry> present = new HashSet<>();
    for (RouteEntry route : netlink.routes()) {
      if (route.protocol() == Netlink.PROTOCOL) {
        present.add(route);
        if (!wanted.contains(route)) {
          netlink.removeRoute(route);
        }
      }
    }
    for (RouteEntry route : wanted) {
      if (!present.contains(route)) {
        try {
          netlink.replaceRoute(route);
        } catch (OsException e) {
          Log.warn(e.getMessage());
        }
      }
    }
  }

  void removeAll() throws OsException {
    for (RouteEntry route : netlink.routes()) {
      if (route.protocol() == Netlink.PROTOCOL) {
        netlink.removeRoute(route);
      }
    }
  }

  private static RouteEntry entry(StaticRoute route, int link, Set<String> devices) {
    boolean direct = route.blackhole() || devices.contains(route.device());
    Optional<IpAddress> gateway = Optional.of(route.gateway()).filter(g -> !g.isAny() && !direct);
    return new RouteEntry(
        route.destination(),
        gateway,
        route.blackhole() ? 0 : link,
        RouteEntry.TABLE_MAIN,
        Netlink.PROTOCOL,
        route.distance(),
        route.blackhole() ? RouteType.BLACKHOLE : RouteType.UNICAST);
  }

  /// `add-route`: what a peer's selectors name is behind it.
  private static void addDialUp(Set<RouteEntry> wanted, Tunnel tunnel, TunDevice device) {
    for (Tunnel.Child child : tunnel.children) {
      boolean routed =
          child.active
              && tunnel.plan.phase2(child.sa.childName()).filter(Phase2::addRoute).isPresent();
      if (routed) {
        child.sa.remote().stream()
            .flatMap(selector -> selector.range().toPrefixes().stream())
            .map(prefix -> RouteEntry.over(prefix, device.link, tunnel.phase1.distance()))
            .forEach(wanted::add);
      }
    }
  }
}
