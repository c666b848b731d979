package hawser.gateway;

import hawser.config.Aggregate;
import hawser.config.Phase2;
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
  private static final long[] NOTHING = new long[4];

  private final Gateway gateway;
  private final Administration administration;

  LiveTunnels(Gateway gateway, Administration administration) {
    this.gateway = gateway;
    this.administration = administration;
  }

  @Override
  public Snapshot snapshot() {
    return gateway.query(view -> {
      Map<Tunnel, long[]> counters = counters(view);
      Duration toWallClock = Duration.between(view.loop().now(), Instant.now());
      List<TunnelState> tunnels = new ArrayList<>();
      for (Tunnel tunnel : Administration.ordered(view)) {
        tunnels.add(state(view, tunnel, counters.getOrDefault(tunnel, NOTHING), toWallClock));
      }
      List<AggregateState> aggregates =
          view.configuration().aggregates().stream()
              .map(a -> new AggregateState(a.name(), a.algorithm(), a.members()))
              .toList();
      return new Snapshot(view.loop().now().plus(toWallClock), aggregates, tunnels);
    });
  }

  @Override
  public boolean act(Action action, String tunnel, Optional<String> phase2) {
    return switch (action) {
      case UP -> administration.up(tunnel);
      case DOWN -> administration.down(tunnel);
      case RESET_STATISTICS -> reset(tunnel);
    };
  }

  private boolean reset(String name) {
    return gateway.query(view -> {
      Optional<Tunnel> tunnel = view.tunnels().find(name);
      Carriers carriers = tunnel.map(t -> t.carriers).orElse(null);
      if (carriers != null) {
        view.workers().post(worker -> carriers.of(worker).resetCounters());
      }
      return tunnel.isPresent();
    });
  }

  /// Received and sent packets, received and sent octets: one question to each worker for all
  /// tunnels.
  private static Map<Tunnel, long[]> counters(View view) {
    Map<Tunnel, Carriers> carriers = new HashMap<>();
    for (Tunnel tunnel : view.tunnels().all()) {
      if (tunnel.carriers != null) {
        carriers.put(tunnel, tunnel.carriers);
      }
    }
    Map<Tunnel, long[]> sums = new HashMap<>();
    for (Map<Tunnel, long[]> answer : view.workers().ask(worker -> counted(carriers, worker))) {
      answer.forEach((tunnel, counters) -> sums.merge(tunnel, counters, LiveTunnels::sum));
    }
    return sums;
  }

  private static Map<Tunnel, long[]> counted(Map<Tunnel, Carriers> carriers, Worker worker) {
    Map<Tunnel, long[]> counters = new HashMap<>();
    carriers.forEach((tunnel, own) -> {
      Carrier c = own.of(worker);
      counters.put(tunnel, new long[] {c.rxPackets, c.txPackets, c.rxBytes, c.txBytes});
    });
    return counters;
  }

  private static long[] sum(long[] a, long[] b) {
    return new long[] {a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]};
  }

  private static TunnelState state(
      View view, Tunnel tunnel, long[] counters, Duration toWallClock) {
    String remote = TunnelList.remote(tunnel);
    int colon = remote.lastIndexOf(':');
    return new TunnelState(
        tunnel.serial,
        tunnel.name,
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
        counters[0],
        counters[1],
        counters[2],
        counters[3],
        tunnel.isTemplate() ? List.of() : selectors(view, tunnel, toWallClock));
  }

  /// What was negotiated; and what is configured and not up.
  private static List<TunnelState.Selector> selectors(
      View view, Tunnel tunnel, Duration toWallClock) {
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
          selectors.add(
              new TunnelState.Selector(
                  phase2.name(),
                  tunnel.serial * 256 + selectors.size() + 1,
                  text(child.sa.local()),
                  text(child.sa.remote()),
                  child.sa.local().getFirst().protocol(),
                  child.sa.local().getFirst().port(),
                  child.sa.remote().getFirst().port(),
                  Optional.of(child.expiresAt.plus(toWallClock))));
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
                Optional.empty()));
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
