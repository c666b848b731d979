package hawser.rest;

import java.time.Instant;
import java.util.List;

/// All tunnels at one moment: templates and static ones in configured order, each template's
/// instances behind it.
public record Snapshot(Instant time, List<AggregateState> aggregates, List<TunnelState> tunnels) {
  public Snapshot {
    aggregates = List.copyOf(aggregates);
    tunnels = List.copyOf(tunnels);
  }
}
