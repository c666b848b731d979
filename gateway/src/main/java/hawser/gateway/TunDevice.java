package hawser.gateway;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Member;
import hawser.aggregate.Rope;
import hawser.esp.InnerDf;
import hawser.linux.Tun;
import java.util.List;
import java.util.Map;

/// A TUN device with the tunnels behind it: an aggregate's, or a stand-alone tunnel's. Each worker
/// has an [Outlet] of it. Owned by the control loop.
final class TunDevice implements AutoCloseable {
  final String name;
  final int link;
  private final List<Outlet> outlets;

  /// What the outlets' ropes were built from.
  List<Member<Carriers>> members = List.of();

  List<Rope.Group<Carriers>> groups = List.of();

  Algorithm algorithm = Algorithm.ROUND_ROBIN;

  /// How long packets through each member may be.
  Limits limits = new Limits(InnerDf.HONORED, Map.of());

  /// @param flowMtus by member, what all members of its location take
  record Limits(InnerDf df, Map<Carriers, Integer> flowMtus) {}

  /// @param queues one for each worker
  TunDevice(String name, int link, List<Tun> queues) {
    this.name = name;
    this.link = link;
    this.outlets = queues.stream().map(Outlet::new).toList();
  }

  Outlet of(Worker worker) {
    return outlets.get(worker.index);
  }

  /// Makes the device vanish. No worker serves it any more.
  @Override
  public void close() {
    outlets.forEach(outlet -> outlet.tun.close());
  }
}
