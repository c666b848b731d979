package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.crypto.Group;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.Spi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/// Two gateways on a bad line under a virtual clock, all decided by one seed: losses, duplicates,
/// delays and so reordering, times without a line, restarts, and both ends replacing and deleting
/// SAs when they like. After every step the invariants hold; when the line has been good for a
/// while, both ends agree on everything.
final class Simulation {
  private static final Duration TROUBLE = Duration.ofMinutes(4);
  private static final Duration REST = Duration.ofMinutes(12);
  private static final Duration OVERLAP = Duration.ofSeconds(5);
  private static final ChildConfig CHILD = Configs.child("lan", Group.CURVE25519);

  private final Random random;
  private final Host a;
  private final Host b;
  private final PriorityQueue<Happening> agenda =
      new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparingInt(Happening::serial));
  private final Instant start;
  private final double loss;
  private final double duplicates;
  private final int longestDelay;
  private Instant now;
  private boolean trouble = true;
  private boolean partitioned;
  private int serial;

  private record Happening(Instant at, int serial, Runnable what) {}

  Simulation(long seed) {
    random = new Random(seed);
    a = new Host(Configs.basic().config(), random.nextLong());
    b = new Host(Configs.basic().config(), random.nextLong());
    start = a.now;
    now = start;
    loss = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 0.4;
    duplicates = random.nextDouble() * 0.2;
    longestDelay = 1 + random.nextInt(random.nextInt(4) == 0 ? 4_000 : 150);
  }

  /// @throws AssertionError when an invariant does not hold
  void run() {
    every(Duration.ofSeconds(1), this::keepUp);
    every(Duration.ofSeconds(20), () -> probe(a));
    every(Duration.ofSeconds(20), () -> probe(b));
    if (random.nextBoolean()) {
      outage();
    }
    int meddlings = random.nextInt(25);
    for (int i = 0; i < meddlings; i++) {
      at(start.plusMillis(random.nextLong(TROUBLE.toMillis())), this::meddle);
    }
    at(start.plus(TROUBLE), () -> trouble = false);
    Instant end = start.plus(TROUBLE).plus(REST);
    while (now.isBefore(end)) {
      step();
      check(a);
      check(b);
    }
    agree();
  }

  private void outage() {
    Instant from = start.plusMillis(random.nextLong(TROUBLE.toMillis()));
    at(from, () -> partitioned = true);
    at(from.plusMillis(random.nextLong(60_000)), () -> partitioned = false);
  }

  // Time

  private void at(Instant when, Runnable what) {
    agenda.add(new Happening(when, serial++, what));
  }

  private void every(Duration gap, Runnable what) {
    at(
        now.plus(gap),
        () -> {
          what.run();
          every(gap, what);
        });
  }

  private void step() {
    Host.Due due = null;
    Host owner = a;
    Happening next = agenda.element();
    Instant when = next.at;
    for (Host host : List.of(a, b)) {
      for (var timer : host.timers.entrySet()) {
        if (timer.getValue().isBefore(when)) {
          when = timer.getValue();
          due = timer.getKey();
          owner = host;
        }
      }
    }
    now = when;
    a.now = now;
    b.now = now;
    if (due == null) {
      agenda.remove();
      next.what.run();
    } else {
      owner.timers.remove(due);
      owner.handle(due.session(), new Event.Expired(due.timer()));
    }
    carry(a, b);
    carry(b, a);
    retire(a);
    retire(b);
  }

  // The line

  private void carry(Host from, Host to) {
    List<Action.Send> sent = new ArrayList<>(from.outbox);
    from.outbox.clear();
    for (Action.Send send : sent) {
      int copies = 1;
      if (trouble) {
        copies = random.nextDouble() < loss || partitioned ? 0 : 1;
        copies += copies == 1 && random.nextDouble() < duplicates ? 1 : 0;
      }
      for (int i = 0; i < copies; i++) {
        int delay = 1 + random.nextInt(trouble ? longestDelay : 20);
        Octets message = send.message();
        Path path = send.path().reversed();
        at(now.plusMillis(delay), () -> to.receive(message, path));
      }
    }
  }

  // What gateways do

  /// `a` dials when it has no session, and asks for a child when it has none.
  private void keepUp() {
    if (a.sessions.isEmpty()) {
      Session _ = a.dial(Configs.INITIATOR);
    } else if (a.isUp() && a.children.isEmpty() && random.nextInt(5) == 0) {
      a.handle(a.session(), new Event.StartChild(CHILD));
    }
  }

  private void probe(Host host) {
    if (host.isUp()) {
      host.handle(host.session(), new Event.ProbeLiveness());
    }
  }

  /// What a child that is in use replaces goes a little later.
  private void retire(Host host) {
    for (Spi inbound : List.copyOf(host.inUse)) {
      ChildSa child = host.child(inbound);
      child
          .replaces()
          .filter(old -> host.retiring.add(old))
          .ifPresent(old ->
              at(
                  now.plus(OVERLAP),
                  () -> {
                    if (host.children.containsKey(old)) {
                      host.delete(old);
                    }
                  }));
    }
  }

  // Trouble

  private void meddle() {
    Host host = random.nextBoolean() ? a : b;
    Host other = host.equals(a) ? b : a;
    switch (random.nextInt(9)) {
      case 0, 1 -> rekeyChild(host);
      case 2, 3 -> {
        rekeyChild(host);
        rekeyChild(other);
      }
      case 4 -> rekeyIke(host);
      case 5 -> {
        rekeyIke(host);
        rekeyIke(other);
      }
      case 6 -> {
        rekeyChild(host);
        rekeyIke(other);
      }
      case 7 -> host.children.keySet().stream().findFirst().ifPresent(host::delete);
      default -> {
        if (random.nextInt(3) == 0) {
          host.restart();
        } else if (random.nextInt(3) == 0 && host.isUp()) {
          host.handle(host.session(), new Event.Close("meddled with"));
        }
      }
    }
  }

  private void rekeyChild(Host host) {
    for (Session session : List.copyOf(host.sessions)) {
      host.inUse.stream()
          .filter(session::owns)
          .findFirst()
          .ifPresent(child -> host.handle(session, new Event.RekeyChild(child, CHILD)));
    }
  }

  private static void rekeyIke(Host host) {
    if (host.isUp()) {
      host.handle(host.session(), new Event.Rekey());
    }
  }

  // Invariants

  private static void check(Host host) {
    require(host.sessions.size() < 40, "sessions pile up");
    require(host.timers.size() < 200, "timers pile up");
    require(host.children.size() < 40, "Child SAs pile up");
    for (Spi child : host.children.keySet()) {
      long owners = host.sessions.stream().filter(session -> session.owns(child)).count();
      require(owners == 1, "a Child SA of " + owners + " IKE SAs");
    }
    for (Host.Due due : host.timers.keySet()) {
      require(host.sessions.contains(due.session()), "a timer of nobody");
    }
    Set<Session> proved = new HashSet<>();
    for (Host.Done done : host.done) {
      if (done.action() instanceof Action.Established) {
        proved.add(done.by());
      } else if (done.action() instanceof Action.Replaced(Session successor)) {
        require(proved.contains(done.by()), "a successor without a proof");
        proved.add(successor);
      } else if (done.action() instanceof Action.InstallChild) {
        require(proved.contains(done.by()), "a Child SA without a proof");
      }
      require(!done.action().toString().contains("a shared secret"), "the secret is told");
    }
    host.done.removeIf(done ->
        !(done.action() instanceof Action.Established)
            && !(done.action() instanceof Action.Replaced));
  }

  /// Both ends have the same, and it is one pair of everything.
  private void agree() {
    require(a.sessions.size() == 1, "sessions of a: " + statuses(a));
    require(b.sessions.size() == 1, "sessions of b: " + statuses(b));
    require(
        a.session().initiatorSpi().equals(b.session().initiatorSpi())
            && a.session().responderSpi().equals(b.session().responderSpi()),
        "two IKE SAs");
    require(
        a.children.size() == b.children.size(),
        "Child SAs " + a.children.size() + "/" + b.children.size());
    require(!a.children.isEmpty(), "no Child SA");
    for (ChildSa ours : a.children.values()) {
      ChildSa theirs = b.child(ours.outbound());
      require(ours.inbound().equals(theirs.outbound()), "half a Child SA");
      require(ours.inboundKeys().equals(theirs.outboundKeys()), "keys differ");
      require(a.inUse.contains(ours.inbound()), "not sent on by a");
      require(b.inUse.contains(theirs.inbound()), "not sent on by b");
    }
  }

  private static String statuses(Host host) {
    return host.sessions.stream().map(s -> s.role() + " " + s.status()).toList().toString();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
