package hawser.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The logins of now, by the hash of their id. They end when idle, at the latest after twelve
/// hours, and with the process.
final class Sessions {
  static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST = 1_000;

  /// A new session with the id that the client gets, once.
  record Opened(String id, Session session) {}

  private final InstantSource clock;
  private final Map<String, Session> byHash = new HashMap<>();

  Sessions(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Opened open(String user, String source, int generation, Session.Kind kind) {
    if (byHash.size() >= MOST) {
      byHash.entrySet().stream()
          .min(Comparator.comparing(entry -> entry.getValue().used()))
          .map(Map.Entry::getKey)
          .ifPresent(byHash::remove);
    }
    String id = Tokens.fresh();
    Session session = new Session(user, source, Tokens.fresh(), clock.instant(), generation, kind);
    byHash.put(Tokens.hash(id), session);
    return new Opened(id, session);
  }

  /// The session of this id, unless it ended.
  synchronized Optional<Session> find(String id, Duration idle) {
    return Optional.ofNullable(byHash.get(Tokens.hash(id))).filter(s -> isAlive(s, idle));
  }

  /// True while the session is there and neither idle nor too old.
  synchronized boolean isAlive(Session session, Duration idle) {
    Instant now = clock.instant();
    boolean alive =
        byHash.containsValue(session)
            && now.isBefore(session.used().plus(idle))
            && now.isBefore(session.created().plus(LONGEST));
    if (!alive) {
      close(session);
    }
    return alive;
  }

  synchronized void close(Session session) {
    byHash.values().remove(session);
  }

  void touch(Session session) {
    session.touch(clock.instant());
  }
}
