package hawser.gateway;

import hawser.esp.Tally;
import hawser.ike.ChildSa;
import hawser.net.TrafficSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a tunnel carried of the traffic of each phase 2, as one worker counts it: through rekeys,
/// until no SA carries that traffic any more. Owned by the worker.
final class Tallies {
  /// The traffic of an SA and of those that replace it.
  record Traffic(String phase2, List<TrafficSelector> local, List<TrafficSelector> remote) {
    static Traffic of(ChildSa sa) {
      return new Traffic(sa.childName(), sa.local(), sa.remote());
    }
  }

  /// Both ways.
  record Pair(Tally in, Tally out) {}

  /// Octets received and sent.
  record Sum(long in, long out) {
    static final Sum NONE = new Sum(0, 0);

    Sum plus(Sum other) {
      return new Sum(in + other.in, out + other.out);
    }
  }

  private final Map<Traffic, Pair> all = new HashMap<>();

  Pair of(Traffic traffic) {
    return all.computeIfAbsent(traffic, _ -> new Pair(new Tally(), new Tally()));
  }

  void forget(Traffic traffic) {
    all.remove(traffic);
  }

  void clear() {
    all.values()
        .forEach(pair -> {
          pair.in.clear();
          pair.out.clear();
        });
  }

  Map<Traffic, Sum> sums() {
    Map<Traffic, Sum> sums = new HashMap<>();
    all.forEach((traffic, pair) -> sums.put(traffic, new Sum(pair.in.octets(), pair.out.octets())));
    return sums;
  }
}
