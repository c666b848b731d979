package hawser.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the aggregates are: which members each location has, which it had a while ago, and that in
/// one sentence. Remembers members that left, since a dial-up instance leaves nothing behind.
public final class Ropes {
  static final Duration MEMORY = Duration.ofHours(1);
  private static final int MOST_REMEMBERED = 10_000;

  /// A place of an aggregate with the tunnels to it.
  public record Location(String id, List<TunnelState> members, List<Lost> lost) {}

  /// A member that was there.
  ///
  /// @param link its phase 1, of which there is one for each link
  public record Lost(String name, String link, String interfaceName, Instant seen) {}

  /// An aggregate with its locations.
  public record Rope(AggregateState aggregate, List<Location> locations) {
    public long up() {
      return locations.stream().mapToLong(location -> location.members().size()).sum();
    }

    public long lost() {
      return locations.stream().mapToLong(location -> location.lost().size()).sum();
    }
  }

  private record Key(String aggregate, String location, String link) {}

  private final Map<Key, Lost> seen = new LinkedHashMap<>();

  /// Takes notice of who is there now.
  synchronized List<Rope> look(Snapshot now) {
    List<Rope> ropes = new ArrayList<>();
    for (AggregateState aggregate : now.aggregates()) {
      Map<String, List<TunnelState>> byLocation = new LinkedHashMap<>();
      for (TunnelState tunnel : now.tunnels()) {
        boolean member =
            tunnel.aggregate().equals(aggregate.name())
                && tunnel.kind() != TunnelState.Kind.TEMPLATE
                && tunnel.carries();
        if (member) {
          byLocation.computeIfAbsent(place(tunnel), place -> new ArrayList<>()).add(tunnel);
          Key key = new Key(aggregate.name(), place(tunnel), link(tunnel));
          if (seen.containsKey(key) || seen.size() < MOST_REMEMBERED) {
            seen.put(
                key, new Lost(tunnel.name(), link(tunnel), tunnel.interfaceName(), now.time()));
          }
        }
      }
      ropes.add(new Rope(aggregate, locations(aggregate, byLocation, now.time())));
    }
    seen.values().removeIf(lost -> lost.seen().isBefore(now.time().minus(MEMORY)));
    return ropes;
  }

  private List<Location> locations(
      AggregateState aggregate, Map<String, List<TunnelState>> byLocation, Instant now) {
    Map<String, List<Lost>> gone = new LinkedHashMap<>();
    seen.forEach((key, lost) -> {
      if (key.aggregate.equals(aggregate.name()) && lost.seen().isBefore(now)) {
        gone.computeIfAbsent(key.location, place -> new ArrayList<>()).add(lost);
      }
    });
    Map<String, Location> all = new LinkedHashMap<>();
    byLocation.forEach((place, members) ->
        all.put(place, new Location(place, members, gone.getOrDefault(place, List.of()))));
    gone.forEach((place, lost) -> {
      // A dial-up peer without location is a place of its own: when it goes, the place goes.
      if (!place.startsWith("@")) {
        all.putIfAbsent(place, new Location(place, List.of(), lost));
      }
    });
    return List.copyOf(all.values());
  }

  /// How the rope is, for people.
  static String sentence(Rope rope, Instant now) {
    String name = rope.aggregate().name();
    if (rope.up() == 0) {
      return rope.lost() == 0
          ? name + " has no link yet: no member is up."
          : name + " is down: " + lost(rope, now) + ".";
    }
    if (rope.lost() > 0) {
      String links = rope.up() == 1 ? "1 link" : rope.up() + " links";
      return name
          + " holds on "
          + links
          + " of "
          + (rope.up() + rope.lost())
          + ": "
          + lost(rope, now)
          + ".";
    }
    if (rope.locations().size() > 4) {
      return name
          + " is whole: "
          + rope.up()
          + " links to "
          + rope.locations().size()
          + " sites carry traffic.";
    }
    return name
        + " is whole: "
        + rope.locations().stream()
            .map(l -> label(l.id()) + " on " + count(l.members().size()))
            .collect(Collectors.joining(", "))
        + ".";
  }

  private static String lost(Rope rope, Instant now) {
    List<String> parts = new ArrayList<>();
    for (Location location : rope.locations()) {
      for (Lost lost : location.lost()) {
        parts.add(
            label(location.id())
                + " lost "
                + lost.link()
                + " ("
                + lost.interfaceName()
                + ") "
                + age(Duration.between(lost.seen(), now))
                + " ago");
      }
    }
    int most = 3;
    String text = String.join(", ", parts.subList(0, Math.min(most, parts.size())));
    return parts.size() > most ? text + " and " + (parts.size() - most) + " more" : text;
  }

  static String label(String place) {
    if (place.startsWith("@")) {
      return "peer " + place.substring(1);
    }
    return place.isEmpty() ? "the peer" : "site " + place;
  }

  private static String count(int links) {
    return links == 1 ? "1 link" : links + " links";
  }

  private static String age(Duration age) {
    long seconds = Math.max(1, age.toSeconds());
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }

  private static String link(TunnelState tunnel) {
    return tunnel.parent().isEmpty() ? tunnel.name() : tunnel.parent();
  }

  /// The location-id; else static tunnels lead to one place and each dial-up peer is its own.
  static String place(TunnelState tunnel) {
    if (!tunnel.location().isEmpty()) {
      return tunnel.location();
    }
    return tunnel.kind() == TunnelState.Kind.STATIC ? "" : "@" + tunnel.name();
  }
}
