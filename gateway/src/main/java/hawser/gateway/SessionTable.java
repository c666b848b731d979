package hawser.gateway;

import hawser.ike.Header;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.Timer;
import hawser.net.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The live IKE sessions: which one a message is for, whose it is, and how many have not proved
/// anything yet. Every question is one look into a map, whoever asks how often. Owned by the
/// control loop.
final class SessionTable {
  private static final int MOST_HALF_OPEN = 1_000;
  private static final int MOST_HALF_OPEN_OF_ONE = 20;
  private static final int MANY_HALF_OPEN = 100;
  private static final int MANY_OF_ONE = 5;

  /// A session with its tunnel (a template until the peer is known) and its port.
  static final class Entry {
    final Session session;
    final Port port;

    /// Numbers the sessions of this run.
    final int serial;

    /// The user that the peer proved to be; empty for none.
    Optional<String> user = Optional.empty();

    final Map<Timer, Integer> timers = new HashMap<>();
    Tunnel tunnel;
    private Pair pair;
    private Opening opening;
    private boolean halfOpen;

    private Entry(Session session, Tunnel tunnel, Port port, int serial) {
      this.serial = serial;
      this.session = session;
      this.tunnel = tunnel;
      this.port = port;
      this.pair = Pair.of(session);
      this.opening = Opening.of(session);
    }
  }

  private record Pair(IkeSpi initiator, IkeSpi responder) {
    static Pair of(Session session) {
      return new Pair(session.initiatorSpi(), session.responderSpi());
    }
  }

  /// How a session is found while one side does not know both SPIs.
  private record Opening(IkeSpi initiator, IpAddress remote) {
    static Opening of(Session session) {
      return new Opening(session.initiatorSpi(), session.path().remote().address());
    }
  }

  private final Map<Session, Entry> entries = new HashMap<>();
  private final Map<Pair, Entry> byPair = new HashMap<>();
  private final Map<Opening, Entry> byOpening = new HashMap<>();
  private final Map<IpAddress, Set<Entry>> byRemote = new HashMap<>();
  private final Map<IpAddress, Integer> halfOpenOf = new HashMap<>();
  private int halfOpen;
  private int serials;

  /// True when a stranger at this address may open one more session.
  boolean admits(IpAddress remote) {
    return halfOpen < MOST_HALF_OPEN
        && halfOpenOf.getOrDefault(source(remote), 0) < MOST_HALF_OPEN_OF_ONE;
  }

  /// True when a stranger has to show that his address is his own.
  boolean isBusy(IpAddress remote) {
    return halfOpen >= MANY_HALF_OPEN || halfOpenOf.getOrDefault(source(remote), 0) >= MANY_OF_ONE;
  }

  Entry add(Session session, Tunnel tunnel, Port port) {
    Entry entry = new Entry(session, tunnel, port, ++serials);
    entries.put(session, entry);
    index(entry);
    return entry;
  }

  @Nullable Entry of(Session session) {
    return entries.get(session);
  }

  /// The session of a message. Without a responder SPI it is the first message of somebody, maybe
  /// again; and an answer names a responder SPI that the initiator learns from it.
  @Nullable Entry find(Header header, Path path) {
    Entry known = byPair.get(new Pair(header.initiatorSpi(), header.responderSpi()));
    if (known != null) {
      return known;
    }
    Entry opening = byOpening.get(new Opening(header.initiatorSpi(), path.remote().address()));
    boolean fits =
        opening != null
            && (header.responderSpi().isNone() || opening.session.responderSpi().isNone());
    return fits ? opening : null;
  }

  /// The sessions with this address, however they stand.
  List<Entry> at(IpAddress remote) {
    return List.copyOf(byRemote.getOrDefault(remote, Set.of()));
  }

  /// Takes note of what a session learnt: SPIs, another path, that the peer is who it says.
  void refresh(Session session) {
    Entry entry = entries.get(session);
    if (entry != null && isStale(entry)) {
      unindex(entry);
      entry.pair = Pair.of(session);
      entry.opening = Opening.of(session);
      index(entry);
    }
  }

  void remove(Session session) {
    Entry entry = entries.remove(session);
    if (entry != null) {
      unindex(entry);
    }
  }

  private static boolean isStale(Entry entry) {
    Session session = entry.session;
    return !entry.pair.responder.equals(session.responderSpi())
        || !entry.opening.remote.equals(session.path().remote().address())
        || entry.halfOpen != isHalfOpen(session);
  }

  /// What we dial ourselves is no stranger's load.
  private static boolean isHalfOpen(Session session) {
    return session.role() == Role.RESPONDER && session.status() == Session.Status.CONNECTING;
  }

  /// Who counts as one: an IPv6 host has a whole /64 to take addresses from (RFC 8019 section 3).
  private static IpAddress source(IpAddress remote) {
    return remote.isV4() ? remote : IpAddress.ofV6(remote.high(), 0);
  }

  private void index(Entry entry) {
    IpAddress remote = entry.opening.remote;
    byPair.put(entry.pair, entry);
    byOpening.put(entry.opening, entry);
    byRemote.computeIfAbsent(remote, r -> new LinkedHashSet<>()).add(entry);
    entry.halfOpen = isHalfOpen(entry.session);
    if (entry.halfOpen) {
      halfOpen++;
      halfOpenOf.merge(source(remote), 1, Integer::sum);
    }
  }

  private void unindex(Entry entry) {
    IpAddress remote = entry.opening.remote;
    byPair.remove(entry.pair, entry);
    byOpening.remove(entry.opening, entry);
    byRemote.computeIfPresent(
        remote,
        (r, all) -> {
          all.remove(entry);
          return all.isEmpty() ? null : all;
        });
    if (entry.halfOpen) {
      halfOpen--;
      halfOpenOf.computeIfPresent(source(remote), (r, count) -> count == 1 ? null : count - 1);
    }
  }
}
