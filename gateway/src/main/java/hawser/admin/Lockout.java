package hawser.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts failed logins per source and user, and per source alone. An attempt is counted before its
/// password is looked at, so that parallel attempts do not get past the threshold together.
final class Lockout {
  private static final int MOST_KEYS = 20_000;

  /// A source that tries many names is stopped as well.
  private static final int NAMES_FACTOR = 10;

  private record Failures(int count, Instant last) {}

  private final InstantSource clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_KEYS;
        }
      };

  Lockout(InstantSource clock) {
    this.clock = clock;
  }

  /// Counts an attempt; false while this source and user, or this source, is locked out.
  synchronized boolean begin(String source, String user, int threshold, Duration duration) {
    Instant now = clock.instant();
    String pair = pair(source, user);
    if (count(pair, now, duration) >= threshold
        || count(source, now, duration) >= threshold * NAMES_FACTOR) {
      return false;
    }
    failures.merge(pair, new Failures(1, now), (old, one) -> new Failures(old.count + 1, now));
    failures.merge(source, new Failures(1, now), (old, one) -> new Failures(old.count + 1, now));
    return true;
  }

  /// The attempt was right: forgets what the pair did wrong.
  synchronized void succeeded(String source, String user) {
    failures.remove(pair(source, user));
    failures.computeIfPresent(
        source, (key, old) -> old.count <= 1 ? null : new Failures(old.count - 1, old.last));
  }

  private int count(String key, Instant now, Duration duration) {
    Failures seen = failures.get(key);
    if (seen == null) {
      return 0;
    }
    if (now.isAfter(seen.last.plus(duration))) {
      failures.remove(key);
      return 0;
    }
    return seen.count;
  }

  private static String pair(String source, String user) {
    return source + "\0" + user;
  }
}
