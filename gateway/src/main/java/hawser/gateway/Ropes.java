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

  private final Workers workers;
  private final Netlink netlink;

  Ropes(Workers workers, Netlink netlink) {
    this.workers = workers;
    this.netlink = netlink;
  }

  void reconcile(
      Configuration configuration,
      Map<String, Link> links,
      Collection<TunDevice> devices,
      Iterable<Tunnel> tunnels) {
    Map<String, List<Tunnel>> usable =
        StreamSupport.stream(tunnels.spliterator(), false)
            .filter(tunnel -> tunnel.isUp() && hasCarrier(tunnel, links))
            .collect(Collectors.groupingBy(tunnel -> tunnel.plan.device()));
    for (TunDevice device : devices) {
      List<Tunnel> members = usable.getOrDefault(device.name, List.of());
      rope(configuration, device, members);
      limit(configuration, device, members);
      setMtu(configuration, links, device, members);
    }
  }

  static boolean hasCarrier(Tunnel tunnel, Map<String, Link> links) {
    Link link = links.get(tunnel.phase1.interfaceName());
    return link != null && link.isUp() && link.isLowerUp();
  }

  private void rope(Configuration configuration, TunDevice device, List<Tunnel> tunnels) {
    Optional<Aggregate> aggregate =
        configuration.aggregates().stream().filter(a -> a.name().equals(device.name)).findFirst();
    List<Member<Carriers>> members = new ArrayList<>();
    for (Tunnel tunnel : tunnels) {
      Carriers carriers = tunnel.carriers;
      if (carriers != null) {
        members.add(member(tunnel, carriers, aggregate));
      }
    }
    Algorithm algorithm = aggregate.map(Ropes::algorithm).orElse(Algorithm.ROUND_ROBIN);
    if (!members.equals(device.members) || algorithm != device.algorithm) {
      device.algorithm = algorithm;
      device.members = members;
      device.groups = Rope.of(algorithm, members).groups();
      workers.all().forEach(worker -> give(worker, device));
    }
  }

  private static void give(Worker worker, TunDevice device) {
    Outlet outlet = device.of(worker);
    List<Member<Carrier>> members =
        device.members.stream().map(member -> member.with(member.tunnel().of(worker))).toList();
    Rope<Carrier> rope = Rope.of(device.algorithm, members);
    worker.post(() -> {
      members.forEach(member -> member.tunnel().outlet = outlet);
      outlet.rope(rope);
    });
  }

  private static Member<Carriers> member(
      Tunnel tunnel, Carriers carriers, Optional<Aggregate> aggregate) {
    List<Prefix> networks =
        tunnel.children.stream()
            .filter(child -> child.active)
            .flatMap(child -> child.sa.remote().stream())
            .flatMap(selector -> selector.range().toPrefixes().stream())
            .distinct()
            .toList();
    return new Member<>(
        carriers,
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
  private void limit(Configuration configuration, TunDevice device, List<Tunnel> members) {
    Map<Carriers, Integer> own = new HashMap<>();
    for (Tunnel tunnel : members) {
      if (tunnel.carriers != null) {
        own.put(tunnel.carriers, PathMtus.innerMtu(tunnel));
      }
    }
    Map<Carriers, Integer> least = new HashMap<>();
    for (Rope.Group<Carriers> group : device.groups) {
      List<Carriers> carriers = group.members().stream().map(Member::tunnel).toList();
      int mtu =
          carriers.stream().mapToInt(c -> own.getOrDefault(c, LEAST_MTU)).min().orElse(LEAST_MTU);
      carriers.forEach(c -> least.merge(c, mtu, Math::min));
    }
    TunDevice.Limits limits = new TunDevice.Limits(configuration.innerDf(), least);
    if (!limits.equals(device.limits)) {
      device.limits = limits;
      workers.post(worker -> {
        device.of(worker).df = limits.df();
        limits.flowMtus().forEach((carriers, mtu) -> carriers.of(worker).flowMtu = mtu);
      });
    }
  }

  /// The device's MTU: set by hand, or by its members; without members it stays.
  private void setMtu(
      Configuration configuration,
      Map<String, Link> links,
      TunDevice device,
      List<Tunnel> members) {
    int byHand =
        configuration.interfaces().stream()
            .filter(entry -> entry.name().equals(device.name))
            .mapToInt(Interface::mtu)
            .findFirst()
            .orElse(0);
    Link link = links.get(device.name);
    if (link == null || byHand == 0 && members.isEmpty()) {
      return;
    }
    int mtu = byHand != 0 ? byHand : deviceMtu(configuration, members);
    if (link.mtu() != mtu) {
      try {
        netlink.setMtu(device.link, mtu);
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
        ? Math.max(LEAST_MTU, members.stream().mapToInt(PathMtus::innerMtu).min().orElse(0))
        : members.stream().mapToInt(t -> t.pathMtu).reduce(LINK_MTU, Math::max);
  }
}
