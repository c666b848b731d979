package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.ChildSa;
import hawser.ike.Event;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Two ends on a wire that carries everything at once, in order: `a` dials.
final class Pair {
  final Host a;
  final Host b;

  /// What becomes of each message on its way; empty when it is lost.
  UnaryOperator<Optional<Octets>> way = message -> message;

  Pair(Configs a, Configs b) {
    this.a = new Host(a.config(), 1);
    this.b = new Host(b.config(), 2);
  }

  Pair(SessionConfig a, SessionConfig b) {
    this.a = new Host(a, 1);
    this.b = new Host(b, 2);
  }

  static Pair up() {
    return up(Configs.basic(), Configs.basic());
  }

  static Pair up(Configs a, Configs b) {
    Pair pair = new Pair(a, b);
    pair.dial();
    pair.assertConsistent();
    return pair;
  }

  Session dial() {
    Session session = a.dial(Configs.INITIATOR);
    settle();
    return session;
  }

  /// One end does something, and all that follows.
  void does(Host host, Event event) {
    host.handle(host.session(), event);
    settle();
  }

  /// Carries messages until there are none.
  void settle() {
    for (int i = 0; i < 100; i++) {
      boolean more = carry(a, b);
      if (!carry(b, a) && !more) {
        return;
      }
    }
  }

  /// Carries what one end has sent.
  boolean carry(Host from, Host to) {
    List<Action.Send> sent = new ArrayList<>(from.outbox);
    from.outbox.clear();
    for (Action.Send send : sent) {
      way.apply(Optional.of(send.message()))
          .ifPresent(message -> to.receive(message, send.path().reversed()));
    }
    return !sent.isEmpty();
  }

  /// Lets all timers run out that do until then, in their order.
  void pass(Duration time) {
    Instant end = a.now.plus(time);
    while (true) {
      Optional<Map.Entry<Host.Due, Instant>> next = next(end);
      if (next.isEmpty()) {
        a.now = end;
        b.now = end;
        return;
      }
      Host.Due due = next.get().getKey();
      Host host = a.timers.containsKey(due) ? a : b;
      a.now = next.get().getValue();
      b.now = a.now;
      host.timers.remove(due);
      host.handle(due.session(), new Event.Expired(due.timer()));
      settle();
    }
  }

  private Optional<Map.Entry<Host.Due, Instant>> next(Instant end) {
    List<Map.Entry<Host.Due, Instant>> all = new ArrayList<>(a.timers.entrySet());
    all.addAll(b.timers.entrySet());
    return all.stream()
        .filter(entry -> !entry.getValue().isAfter(end))
        .min(Map.Entry.comparingByValue());
  }

  /// Each Child SA has its other half, with the same keys.
  void assertConsistent() {
    assertEquals(a.children.size(), b.children.size(), "Child SAs");
    for (ChildSa ours : a.children.values()) {
      ChildSa theirs =
          Optional.ofNullable(b.children.get(ours.outbound()))
              .orElseThrow(() -> new AssertionError("half a Child SA: " + ours));
      assertEquals(ours.inbound(), theirs.outbound());
      assertEquals(ours.inboundKeys(), theirs.outboundKeys());
      assertEquals(ours.outboundKeys(), theirs.inboundKeys());
      assertEquals(ours.local(), theirs.remote());
      assertEquals(ours.remote(), theirs.local());
      assertEquals(ours.suite(), theirs.suite());
      assertEquals(ours.esn(), theirs.esn());
      assertEquals(ours.encapsulation(), theirs.encapsulation());
    }
  }
}
