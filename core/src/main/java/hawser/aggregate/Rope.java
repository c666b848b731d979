package hawser.aggregate;

import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.PrefixTable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of an aggregate that are up, grouped by location: the destination chooses the
/// location, the location's scheduler the member. Packets are balanced inside a location, never
/// across.
///
/// A snapshot: it is built anew when a member joins or leaves. Only its schedulers have state, so
/// one worker uses it.
public final class Rope<T> {
  private final PrefixTable<Group<T>> table;
  private final List<Group<T>> groups;

  private Rope(PrefixTable<Group<T>> table, List<Group<T>> groups) {
    this.table = table;
    this.groups = groups;
  }

  /// Groups the members. When two locations claim the same network, the one with the newer member
  /// has it (FortiOS `route-overlap use-new`).
  public static <T> Rope<T> of(Algorithm algorithm, List<Member<T>> members) {
    Map<Object, List<Member<T>>> byLocation = new LinkedHashMap<>();
    for (Member<T> member : members) {
      byLocation.computeIfAbsent(place(member), ignored -> new ArrayList<>()).add(member);
    }
    Map<Prefix, Claim<T>> claims = new LinkedHashMap<>();
    List<Group<T>> groups = new ArrayList<>();
    for (List<Member<T>> location : byLocation.values()) {
      Set<Prefix> networks = new LinkedHashSet<>();
      location.forEach(member -> networks.addAll(member.networks()));
      Map<List<Member<T>>, Group<T>> bySubset = new LinkedHashMap<>();
      for (Prefix network : networks) {
        List<Member<T>> covering =
            location.stream()
                .filter(m -> m.networks().stream().anyMatch(n -> n.contains(network)))
                .sorted(Comparator.comparingInt(Member<T>::priority).thenComparingLong(Member::id))
                .toList();
        Group<T> group =
            bySubset.computeIfAbsent(covering, subset -> new Group<>(algorithm, subset));
        long newest = location.stream().mapToLong(Member::id).max().orElseThrow();
        claims.merge(
            network,
            new Claim<>(group, newest),
            (old, claim) -> old.newest() > claim.newest() ? old : claim);
      }
      groups.addAll(bySubset.values());
    }
    Map<Prefix, Group<T>> winners = new LinkedHashMap<>();
    claims.forEach((network, claim) -> winners.put(network, claim.group()));
    return new Rope<>(PrefixTable.of(winners), List.copyOf(groups));
  }

  /// The tunnel that carries the packet at `ip`, whose header is complete; null when no location
  /// covers its destination.
  public @Nullable T pick(MemorySegment m, long ip, int length) {
    Group<T> group =
        Ip4.version(m, ip) == 4
            ? table.find4(Ip4.destination(m, ip))
            : table.find6(Ip6.destinationHigh(m, ip), Ip6.destinationLow(m, ip));
    return group == null ? null : group.pick(m, ip, length);
  }

  /// The groups in use: members that share a location and the networks behind it.
  public List<Group<T>> groups() {
    return groups;
  }

  private static Object place(Member<?> member) {
    if (!member.location().isAny()) {
      return member.location();
    }
    return member.origin() == Member.Origin.STATIC ? IpAddress.ANY4 : member.id();
  }

  private record Claim<T>(Group<T> group, long newest) {}

  /// The members that can carry a packet, with their scheduler.
  public static final class Group<T> {
    private final List<Member<T>> members;
    private final Object[] tunnels;
    private final Scheduler scheduler;

    private Group(Algorithm algorithm, List<Member<T>> members) {
      this.members = members;
      this.tunnels = members.stream().map(Member::tunnel).toArray();
      this.scheduler =
          Scheduler.of(
              algorithm,
              members.stream().mapToInt(Member::weight).toArray(),
              members.stream().mapToLong(Member::id).toArray());
    }

    public List<Member<T>> members() {
      return members;
    }

    @SuppressWarnings("unchecked")
    private T pick(MemorySegment m, long ip, int length) {
      return (T) tunnels[scheduler.pick(m, ip, length)];
    }
  }
}
