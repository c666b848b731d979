package hawser.gateway;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Member;
import hawser.aggregate.Rope;
import hawser.config.Aggregate;
import hawser.config.Configuration;
import hawser.config.Interface;
import hawser.esp.Fragmentation;
import hawser.esp.InnerDf;
import hawser.linux.Link;
import hawser.linux.Netlink;
import hawser.linux.OsException;
import hawser.net.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Which tunnels each TUN device spreads its packets over, and the MTU that all of them can carry.
final class Ropes {
  /// Without it a device has no IPv6.
  private static final int LEAST_MTU = 1_280;

  /// Of an ordinary link.
  private static final int LINK_MTU = 1_500;

  private final Worker worker;
  private final Netlink netlink;

  Ropes(Worker worker, Netlink netlink) {
    this.worker = worker;
    this.netlink = netlink;
  }

  void reconcile(
      Configuration configuration,
      Map<String, Link> links,
      Collection<Outlet> outlets,
      Iterable<Tunnel> tunnels) {
    Map<String, List<Tunnel>> usable =
        StreamSupport.stream(tunnels.spliterator(), false)
            .filter(tunnel -> tunnel.isUp() && hasCarrier(tunnel, links))
            .collect(Collectors.groupingBy(tunnel -> tunnel.plan.device()));
    for (Outlet outlet : outlets) {
      List<Tunnel> members = usable.getOrDefault(outlet.name, List.of());
      rope(configuration, outlet, members);
      limit(configuration, outlet, members);
      setMtu(configuration, links, outlet, members);
    }
  }

  private static boolean hasCarrier(Tunnel tunnel, Map<String, Link> links) {
    Link link = links.get(tunnel.phase1.interfaceName());
    return link != null && link.isUp() && link.isLowerUp();
  }

  private void rope(Configuration configuration, Outlet outlet, List<Tunnel> tunnels) {
    Optional<Aggregate> aggregate =
        configuration.aggregates().stream().filter(a -> a.name().equals(outlet.name)).findFirst();
    List<Member<Carrier>> members = new ArrayList<>();
    for (Tunnel tunnel : tunnels) {
      Carrier carrier = tunnel.carrier;
      if (carrier != null) {
        members.add(member(tunnel, carrier, aggregate));
      }
    }
    Algorithm algorithm = aggregate.map(Ropes::algorithm).orElse(Algorithm.ROUND_ROBIN);
    if (!members.equals(outlet.members) || algorithm != outlet.algorithm) {
      outlet.algorithm = algorithm;
      outlet.members = members;
      Rope<Carrier> rope = Rope.of(algorithm, members);
      outlet.groups = rope.groups();
      worker.post(() -> {
        members.forEach(member -> member.tunnel().outlet = outlet);
        outlet.rope(rope);
      });
    }
  }

  private static Member<Carrier> member(
      Tunnel tunnel, Carrier carrier, Optional<Aggregate> aggregate) {
    List<Prefix> networks =
        tunnel.children.stream()
            .filter(child -> child.active)
            .flatMap(child -> child.sa.remote().range().toPrefixes().stream())
            .toList();
    return new Member<>(
        carrier,
        tunnel.serial,
        aggregate.map(a -> a.members().indexOf(tunnel.phase1.name())).orElse(0),
        tunnel.phase1.aggregateWeight(),
        tunnel.parent == null ? Member.Origin.STATIC : Member.Origin.DIAL_UP,
        tunnel.location,
        networks);
  }

  private static Algorithm algorithm(Aggregate aggregate) {
    return switch (aggregate.algorithm()) {
      case "weighted-round-robin" -> Algorithm.WEIGHTED_ROUND_ROBIN;
      case "L3" -> Algorithm.L3;
      case "L4" -> Algorithm.L4;
      case "redundant" -> Algorithm.REDUNDANT;
      default -> Algorithm.ROUND_ROBIN;
    };
  }

  /// A flow may take each member of its location, so its packets have to fit all of them.
  private void limit(Configuration configuration, Outlet outlet, List<Tunnel> members) {
    Map<Carrier, Integer> own = new HashMap<>();
    for (Tunnel tunnel : members) {
      if (tunnel.carrier != null) {
        own.put(tunnel.carrier, innerMtu(tunnel));
      }
    }
    Map<Carrier, Integer> least = new HashMap<>();
    for (Rope.Group<Carrier> group : outlet.groups) {
      List<Carrier> carriers = group.members().stream().map(Member::tunnel).toList();
      int mtu =
          carriers.stream().mapToInt(c -> own.getOrDefault(c, LEAST_MTU)).min().orElse(LEAST_MTU);
      carriers.forEach(carrier -> least.merge(carrier, mtu, Math::min));
    }
    Outlet.Limits limits = new Outlet.Limits(configuration.innerDf(), least);
    if (!limits.equals(outlet.limits)) {
      outlet.limits = limits;
      worker.post(() -> {
        outlet.df = limits.df();
        limits.flowMtus().forEach((carrier, mtu) -> carrier.flowMtu = mtu);
      });
    }
  }

  private static int innerMtu(Tunnel tunnel) {
    return tunnel.children.stream()
        .filter(child -> child.active)
        .mapToInt(child -> PathMtus.innerMtu(tunnel.pathMtu, child.sa))
        .min()
        .orElse(LEAST_MTU);
  }

  /// The device's MTU: set by hand, or by its members; without members it stays.
  private void setMtu(
      Configuration configuration, Map<String, Link> links, Outlet outlet, List<Tunnel> members) {
    int byHand =
        configuration.interfaces().stream()
            .filter(entry -> entry.name().equals(outlet.name))
            .mapToInt(Interface::mtu)
            .findFirst()
            .orElse(0);
    Link link = links.get(outlet.name);
    if (link == null || byHand == 0 && members.isEmpty()) {
      return;
    }
    int mtu = byHand != 0 ? byHand : deviceMtu(configuration, members);
    if (link.mtu() != mtu) {
      try {
        netlink.setMtu(outlet.link, mtu);
      } catch (OsException e) {
        Log.warn(e.getMessage());
      }
    }
  }

  /// The least of the members when the kernel shall cut and answer what is longer; else what comes
  /// in on an ordinary link has to get through to us whole.
  private static int deviceMtu(Configuration configuration, List<Tunnel> members) {
    boolean cutByKernel =
        configuration.innerDf() == InnerDf.HONORED
            && members.stream()
                .allMatch(t -> t.phase1.fragmentation() == Fragmentation.PRE_ENCAPSULATION);
    return cutByKernel
        ? Math.max(LEAST_MTU, members.stream().mapToInt(Ropes::innerMtu).min().orElse(0))
        : members.stream().mapToInt(t -> t.pathMtu).reduce(LINK_MTU, Math::max);
  }
}
