package hawser.ike.v2;

import hawser.ike.ChildConfig;
import hawser.net.Family;
import hawser.net.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The traffic that both ends want (RFC 7296 section 2.9): narrower than what was proposed, never
/// wider.
///
/// @param local what we have behind us
record Narrowing(List<TrafficSelector> local, List<TrafficSelector> remote) {
  /// An SA checks every pair of these for each packet.
  private static final int MOST = 16;

  Narrowing {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /// What is in the peer's proposal and in our configuration; empty when that carries no packet.
  static Optional<Narrowing> of(
      List<TrafficSelector> theirLocal, List<TrafficSelector> theirRemote, ChildConfig child) {
    Narrowing common =
        new Narrowing(common(theirLocal, child.local()), common(theirRemote, child.remote()));
    return common.carriesAnything() ? Optional.of(common) : Optional.empty();
  }

  /// True when nothing of the proposal is left out.
  boolean isWhole(List<TrafficSelector> theirLocal, List<TrafficSelector> theirRemote) {
    return covers(local, theirLocal) && covers(remote, theirRemote);
  }

  /// True when each of `inner` is within one of `outer`.
  static boolean covers(List<TrafficSelector> outer, List<TrafficSelector> inner) {
    return inner.stream().allMatch(one -> outer.stream().anyMatch(o -> contains(o, one)));
  }

  private static List<TrafficSelector> common(
      List<TrafficSelector> theirs, List<TrafficSelector> ours) {
    List<TrafficSelector> common = new ArrayList<>();
    for (TrafficSelector one : theirs) {
      for (TrafficSelector other : ours) {
        one.intersect(other)
            .filter(both -> common.stream().noneMatch(known -> contains(known, both)))
            .ifPresent(both -> {
              common.removeIf(known -> contains(both, known));
              common.add(both);
            });
      }
    }
    return common.subList(0, Math.min(common.size(), MOST));
  }

  boolean carriesAnything() {
    return has(local, Family.IPV4) && has(remote, Family.IPV4)
        || has(local, Family.IPV6) && has(remote, Family.IPV6);
  }

  private static boolean has(List<TrafficSelector> selectors, Family family) {
    return selectors.stream().anyMatch(selector -> selector.range().family() == family);
  }

  private static boolean contains(TrafficSelector outer, TrafficSelector inner) {
    return outer.range().family() == inner.range().family() && outer.contains(inner);
  }
}
