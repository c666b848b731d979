package hawser.gateway;

import hawser.ike.Mismatch;
import hawser.net.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// The last negotiations in which nothing matched. A peer that tries again and again is told of
/// once in a while. Owned by the control loop.
final class Explanations {
  private static final int MOST = 32;
  private static final Duration SAME_AGAIN = Duration.ofMinutes(1);

  private record Entry(Instant at, String tunnel, Endpoint peer, Explanation explanation) {}

  private final Supplier<Instant> clock;
  private final Deque<Entry> entries = new ArrayDeque<>();

  Explanations(Supplier<Instant> clock) {
    this.clock = clock;
  }

  void add(String tunnel, Endpoint peer, Mismatch mismatch) {
    Instant now = clock.get();
    boolean told =
        entries.stream()
            .anyMatch(entry ->
                entry.explanation.mismatch().equals(mismatch)
                    && entry.peer.address().equals(peer.address())
                    && now.isBefore(entry.at.plus(SAME_AGAIN)));
    if (told) {
      return;
    }
    Explanation explanation = Explanation.of(mismatch);
    entries.addFirst(new Entry(now, tunnel, peer, explanation));
    if (entries.size() > MOST) {
      entries.removeLast();
    }
    Log.warn(tunnel + ": with " + peer + ": " + explanation.event());
  }

  /// The newest first.
  String print() {
    StringBuilder out = new StringBuilder();
    Instant now = clock.get();
    for (Entry entry : entries) {
      String what =
          entry.explanation.mismatch().kind() == Mismatch.Kind.IKE_SA ? "phase 1" : "phase 2";
      out.append(
          "%s '%s' with %s, %ds ago: no SA proposal chosen%n"
              .formatted(
                  what,
                  entry.explanation.mismatch().subject(),
                  entry.peer,
                  Duration.between(entry.at, now).toSeconds()));
      entry.explanation.print(out);
    }
    return out.toString();
  }
}
