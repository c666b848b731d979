package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Session;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Carries messages until none is left, and remembers all actions.
@SuppressWarnings("ReferenceEquality") // a session is who it is
final class Wire {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Done> done = new ArrayList<>();

  /// How many messages pass before one is lost; negative for none.
  int lost = -1;

  @Nullable Random mutate;

  /// What becomes of each message on its way.
  UnaryOperator<Octets> rewrite = UnaryOperator.identity();

  private record Done(Session by, Action action) {}

  private record Flight(Session to, Octets message, Path path) {}

  void run(Session first, Session second, Event event) {
    Deque<Flight> flights = new ArrayDeque<>();
    carry(first, second, first.handle(NOW, event), flights);
    for (int i = 0; i < 50 && !flights.isEmpty(); i++) {
      Flight flight = flights.remove();
      if (lost-- == 0) {
        continue;
      }
      Octets message = rewrite.apply(flight.message);
      if (mutate != null && mutate.nextInt(3) == 0) {
        byte[] bytes = message.toArray();
        bytes[mutate.nextInt(bytes.length)] ^= (byte) (1 << mutate.nextInt(8));
        message = Octets.of(bytes);
      }
      Session to = flight.to;
      Session from = to == first ? second : first;
      carry(to, from, to.handle(NOW, new Event.Received(message, flight.path)), flights);
    }
  }

  private void carry(Session by, Session other, List<Action> actions, Deque<Flight> flights) {
    for (Action action : actions) {
      done.add(new Done(by, action));
      if (action instanceof Action.Send(Path path, Octets message)) {
        flights.add(new Flight(other, message, path.reversed()));
      }
    }
  }

  <A extends Action> List<A> all(Session by, Class<A> kind) {
    return done.stream()
        .filter(d -> d.by == by && kind.isInstance(d.action))
        .map(d -> kind.cast(d.action))
        .toList();
  }

  <A extends Action> A only(Session by, Class<A> kind) {
    List<A> found = all(by, kind);
    assertEquals(1, found.size(), kind.getSimpleName());
    return found.getFirst();
  }
}
