package hawser.gateway;

import hawser.config.Aggregate;
import hawser.config.Phase2;
import hawser.config.Tree;
import hawser.net.AddressRange;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import hawser.rest.AggregateState;
import hawser.rest.Snapshot;
import hawser.rest.TunnelSource;
import hawser.rest.TunnelState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tunnels of the running gateway, for REST and the dashboard: the one place that turns live
/// objects into what others may hold.
final class LiveTunnels implements TunnelSource {
  /// What a tunnel carried, and its octets by the traffic that they are.
  private record Counters(
      long rxPackets,
      long txPackets,
      long rxBytes,
      long txBytes,
      Map<Tallies.Traffic, Tallies.Sum> parts) {
    static final Counters NONE = new Counters(0, 0, 0, 0, Map.of());

    static Counters of(Carrier c) {
      return new Counters(c.rxPackets, c.txPackets, c.rxBytes, c.txBytes, c.tallies.sums());
    }

    Counters plus(Counters other) {
      Map<Tallies.Traffic, Tallies.Sum> sums = new HashMap<>(parts);
      other.parts.forEach((traffic, more) -> sums.merge(traffic, more, Tallies.Sum::plus));
      return new Counters(
          rxPackets + other.rxPackets,
          txPackets + other.txPackets,
          rxBytes + other.rxBytes,
          txBytes + other.txBytes,
          sums);
    }

    Tallies.Sum of(Tunnel.Child child) {
      return parts.getOrDefault(Tallies.Traffic.of(child.sa), Tallies.Sum.NONE);
    }
  }

  private final Gateway gateway;
  private final Administration administration;

  LiveTunnels(Gateway gateway, Administration administration) {
    this.gateway = gateway;
    this.administration = administration;
  }

  @Override
  public Snapshot snapshot() {
    return gateway.query(view -> {
      Map<Tunnel, Counters> counters = counters(view);
      Duration toWallClock = Duration.between(view.loop().now(), Instant.now());
      List<TunnelState> tunnels = new ArrayList<>();
      for (Tunnel tunnel : Administration.ordered(view)) {
        tunnels.add(state(view, tunnel, counters.getOrDefault(tunnel, Counters.NONE), toWallClock));
      }
      List<AggregateState> aggregates =
          view.configuration().aggregates().stream()
              .map(a -> new AggregateState(a.name(), a.algorithm(), a.members()))
              .toList();
      return new Snapshot(view.loop().now().plus(toWallClock), aggregates, tunnels);
    });
  }

  @Override
  public Outcome act(Action action, String tunnel, Optional<String> phase2) {
    return switch (action) {
      case UP -> administration.up(tunnel, phase2);
      case DOWN -> administration.down(tunnel, phase2);
      case RESET_STATISTICS -> reset(tunnel);
    };
  }

  private Outcome reset(String name) {
    return gateway.query(view -> {
      Optional<Tunnel> tunnel = view.tunnels().find(name);
      Carriers carriers = tunnel.map(t -> t.carriers).orElse(null);
      if (carriers != null) {
        view.workers().post(worker -> carriers.of(worker).resetCounters());
      }
      return tunnel.isPresent() ? Outcome.DONE : Outcome.NO_TUNNEL;
    });
  }

  /// One question to each worker for all tunnels.
  private static Map<Tunnel, Counters> counters(View view) {
    Map<Tunnel, Carriers> carriers = new HashMap<>();
    for (Tunnel tunnel : view.tunnels().all()) {
      if (tunnel.carriers != null) {
        carriers.put(tunnel, tunnel.carriers);
      }
    }
    Map<Tunnel, Counters> sums = new HashMap<>();
    for (Map<Tunnel, Counters> answer : view.workers().ask(worker -> counted(carriers, worker))) {
      answer.forEach((tunnel, counters) -> sums.merge(tunnel, counters, Counters::plus));
    }
    return sums;
  }

  private static Map<Tunnel, Counters> counted(Map<Tunnel, Carriers> carriers, Worker worker) {
    Map<Tunnel, Counters> counters = new HashMap<>();
    carriers.forEach((tunnel, own) -> counters.put(tunnel, Counters.of(own.of(worker))));
    return counters;
  }

  private static TunnelState state(
      View view, Tunnel tunnel, Counters counters, Duration toWallClock) {
    String remote = TunnelList.remote(tunnel);
    int colon = remote.lastIndexOf(':');
    return new TunnelState(
        tunnel.serial,
        tunnel.name,
        comments(view, tunnel),
        tunnel.isTemplate()
            ? TunnelState.Kind.TEMPLATE
            : tunnel.parent == null ? TunnelState.Kind.STATIC : TunnelState.Kind.INSTANCE,
        tunnel.parent == null ? "" : tunnel.parent.name,
        tunnel.index,
        tunnel.phase1.interfaceName(),
        Ropes.hasCarrier(tunnel, view.links()),
        remote.substring(0, colon),
        Integer.parseInt(remote.substring(colon + 1)),
        tunnel.tunnelId.toString(),
        tunnel.peer == null ? "" : tunnel.peer.toString(),
        tunnel.location.isAny() ? "" : tunnel.location.toString(),
        view.configuration().aggregateOf(tunnel.phase1.name()).map(Aggregate::name).orElse(""),
        tunnel.phase1.aggregateWeight(),
        tunnel.administrativelyDown,
        tunnel.session().isPresent()
            ? Optional.of(tunnel.establishedAt.plus(toWallClock))
            : Optional.empty(),
        tunnel.sessionsEstablished,
        counters.rxPackets,
        counters.txPackets,
        counters.rxBytes,
        counters.txBytes,
        tunnel.isTemplate() ? List.of() : selectors(view, tunnel, counters, toWallClock));
  }

  private static String comments(View view, Tunnel tunnel) {
    return view.configuration()
        .tree()
        .entry("vpn ipsec phase1-interface", tunnel.phase1.name())
        .flatMap(entry -> entry.setting("comments"))
        .map(Tree.Setting::text)
        .orElse("");
  }

  /// What was negotiated; and what is configured and not up.
  private static List<TunnelState.Selector> selectors(
      View view, Tunnel tunnel, Counters counters, Duration toWallClock) {
    List<TunnelState.Selector> selectors = new ArrayList<>();
    int place = 0;
    for (Phase2 phase2 : view.configuration().phase2s()) {
      if (!phase2.phase1Name().equals(tunnel.phase1.name())) {
        continue;
      }
      place++;
      boolean up = false;
      for (Tunnel.Child child : tunnel.children) {
        if (child.active && child.sa.childName().equals(phase2.name())) {
          up = true;
          Tallies.Sum octets = counters.of(child);
          selectors.add(
              new TunnelState.Selector(
                  phase2.name(),
                  tunnel.serial * 256 + selectors.size() + 1,
                  text(child.sa.local()),
                  text(child.sa.remote()),
                  child.sa.local().getFirst().protocol(),
                  child.sa.local().getFirst().port(),
                  child.sa.remote().getFirst().port(),
                  Optional.of(child.expiresAt.plus(toWallClock)),
                  octets.in(),
                  octets.out()));
        }
      }
      if (!up && tunnel.parent == null) {
        selectors.add(
            new TunnelState.Selector(
                phase2.name(),
                tunnel.serial * 256 + place,
                text(phase2.source().range()),
                text(phase2.destination().range()),
                phase2.source().protocol(),
                phase2.source().port(),
                phase2.destination().port(),
                Optional.empty(),
                0,
                0));
      }
    }
    return selectors;
  }

  private static String text(List<TrafficSelector> selectors) {
    return selectors.stream()
        .map(selector -> text(selector.range()))
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private static String text(AddressRange range) {
    List<Prefix> prefixes = range.toPrefixes();
    return prefixes.size() == 1
        ? prefixes.getFirst().toString()
        : range.first() + "-" + range.last();
  }
}
