package hawser.web;

import hawser.rest.AggregateState;
import hawser.rest.Snapshot;
import hawser.rest.TunnelSource;
import hawser.rest.TunnelState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The example's hub: two templates, three instances, counters that grow at each look.
final class FakeTunnels implements TunnelSource {
  final List<String> acts = new CopyOnWriteArrayList<>();
  private long looks;

  @Override
  public synchronized Snapshot snapshot() {
    looks++;
    Instant now = Instant.now();
    List<TunnelState> tunnels = new ArrayList<>();
    tunnels.add(tunnel(1, "server1", "", "mgmt1", ""));
    tunnels.add(tunnel(2, "server2", "", "port27", ""));
    tunnels.add(tunnel(3, "server1_0", "server1", "mgmt1", "1.1.1.1"));
    tunnels.add(tunnel(5, "server1_1", "server1", "mgmt1", ""));
    tunnels.add(tunnel(4, "server2_0", "server2", "port27", "1.1.1.1"));
    return new Snapshot(
        now,
        List.of(new AggregateState("server", "round-robin", List.of("server1", "server2"))),
        tunnels);
  }

  @Override
  public Outcome act(Action action, String tunnel, Optional<String> phase2) {
    acts.add(action + " " + tunnel + phase2.map(name -> " " + name).orElse(""));
    if (!tunnel.startsWith("server")) {
      return Outcome.NO_TUNNEL;
    }
    return phase2.isEmpty() || tunnel.startsWith(phase2.get()) ? Outcome.DONE : Outcome.NO_PHASE2;
  }

  private TunnelState tunnel(
      int serial, String name, String parent, String device, String location) {
    boolean template = parent.isEmpty();
    return new TunnelState(
        serial,
        name,
        template ? "over " + device : "",
        template ? TunnelState.Kind.TEMPLATE : TunnelState.Kind.INSTANCE,
        parent,
        template ? 0 : serial - 3,
        device,
        true,
        template ? "0.0.0.0" : "172.16.200." + serial,
        500,
        "10.0.0." + serial,
        template ? "" : "172.16.200." + serial,
        location,
        "server",
        1,
        false,
        template ? Optional.empty() : Optional.of(Instant.now().minusSeconds(54)),
        template ? 0 : 1,
        template ? 0 : looks * 10,
        template ? 0 : looks * 20,
        template ? 0 : looks * 1_000,
        template ? 0 : looks * 2_000,
        template
            ? List.of()
            : List.of(
                new TunnelState.Selector(
                    parent,
                    serial * 256,
                    "0.0.0.0/0",
                    "10.1.100.0/24",
                    0,
                    0,
                    0,
                    Optional.of(Instant.now().plusSeconds(7_131)),
                    looks * 1_000,
                    looks * 2_000)));
  }
}
