package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.ChildSa;
import hawser.ike.Contact;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.ike.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// One end with all its IKE SAs and Child SAs: what a gateway is, without packets.
@SuppressWarnings("ReferenceEquality") // a session is who it is
class Host {
  final SessionConfig config;

  /// Further ones that a peer may be of.
  final List<SessionConfig> others = new ArrayList<>();

  final List<Session> sessions = new ArrayList<>();
  final List<Done> done = new ArrayList<>();
  final List<Action.Send> outbox = new ArrayList<>();
  final Map<Spi, ChildSa> children = new LinkedHashMap<>();
  final Map<Spi, Session> owners = new LinkedHashMap<>();

  /// The Child SAs that are sent on.
  final Set<Spi> inUse = new LinkedHashSet<>();

  /// What is to be deleted soon.
  final Set<Spi> retiring = new HashSet<>();

  final Map<Due, Instant> timers = new LinkedHashMap<>();
  private final Random random;

  /// What the next random octets are to be, before the generator is asked.
  final List<Octets> chosen = new ArrayList<>();

  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  record Done(Session by, Action action) {}

  record Due(Session session, Timer timer) {}

  Host(SessionConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
  }

  Entropy entropy() {
    return bytes -> {
      boolean wanted = !chosen.isEmpty() && chosen.getFirst().length() == bytes.length;
      if (wanted) {
        int _ = chosen.removeFirst().copyTo(bytes, 0);
      } else {
        random.nextBytes(bytes);
      }
    };
  }

  Session dial(Path path) {
    return dial(path, Contact.INITIAL);
  }

  Session dial(Path path, Contact contact) {
    Session session = V2Session.initiator(config, path, entropy(), s -> spi(), contact);
    sessions.add(session);
    handle(session, new Event.Start());
    return session;
  }

  /// The newest session that is established.
  Session session() {
    return sessions.reversed().stream()
        .filter(s -> s.status() == Session.Status.ESTABLISHED)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no session is established"));
  }

  boolean isUp() {
    return sessions.stream().anyMatch(s -> s.status() == Session.Status.ESTABLISHED);
  }

  void receive(Octets message, Path path) {
    Header header;
    try {
      header = Header.parse(message);
    } catch (Malformed e) {
      return;
    }
    for (Session session : List.copyOf(sessions)) {
      boolean known =
          session.initiatorSpi().equals(header.initiatorSpi())
              && (session.responderSpi().equals(header.responderSpi())
                  || session.responderSpi().isNone()
                  || header.responderSpi().isNone());
      if (known) {
        handle(session, new Event.Received(message, path));
        return;
      }
    }
    if (header.responderSpi().isNone() && Strangers.isFirst(header)) {
      List<SessionConfig> all = new ArrayList<>(List.of(config));
      all.addAll(others);
      Session session = V2Session.responder(all, path, entropy(), s -> spi());
      sessions.add(session);
      handle(session, new Event.Received(message, path));
      if (session.responderSpi().isNone()) {
        sessions.remove(session);
      }
    }
  }

  /// First messages, as the gateway tells them.
  private static final class Strangers {
    static boolean isFirst(Header header) {
      return header.exchange() == ExchangeType.IKE_SA_INIT && !Flags.isResponse(header);
    }
  }

  void handle(Session session, Event event) {
    List<Action> actions = session.handle(now, event);
    if (Boolean.getBoolean("hawser.simulation.trace")) {
      trace(session, event, actions);
    }
    for (Action action : actions) {
      done.add(new Done(session, action));
      perform(session, action);
    }
  }

  /// One line a step, to follow a seed that fails.
  @SuppressWarnings("SystemOut") // for whoever asked for it
  private void trace(Session session, Event event, List<Action> actions) {
    String what =
        event instanceof Event.Received(Octets message, Path _)
            ? "received " + exchange(message)
            : event.toString();
    List<String> then = actions.stream().map(Host::text).filter(text -> !text.isEmpty()).toList();
    System.out.printf(
        "%s %x %s -> %s%n", now, hashCode(), session.initiatorSpi() + " " + what, then);
  }

  private static String text(Action action) {
    return switch (action) {
      case Action.Send(Path _, Octets message) -> "send " + exchange(message);
      case Action.Arm _, Action.Disarm _, Action.PeerAlive _ -> "";
      case Action.InstallChild(ChildSa child) ->
          "install " + child.inbound() + "/" + child.outbound() + " for " + child.replaces();
      case Action.Replaced(Session successor) -> "replaced by " + successor.initiatorSpi();
      default -> action.toString();
    };
  }

  private static String exchange(Octets message) {
    boolean answer = (message.at(19) & Flags.RESPONSE) != 0;
    return message.at(18) + (answer ? "r" : "") + "#" + message.at(23);
  }

  void perform(Session session, Action action) {
    switch (action) {
      case Action.Send send -> outbox.add(send);
      case Action.SendUncut(Path path, Octets message) ->
          outbox.add(new Action.Send(path, message));
      case Action.Arm(Timer timer, Instant at) -> timers.put(new Due(session, timer), at);
      case Action.Disarm(Timer timer) -> timers.remove(new Due(session, timer));
      case Action.Established established -> {
        if (established.initialContact()) {
          sessions.stream().filter(s -> s != session).toList().forEach(this::forget);
        }
      }
      case Action.InstallChild(ChildSa child) -> {
        children.put(child.inbound(), child);
        owners.put(child.inbound(), session);
      }
      case Action.UseChild(Spi inbound) -> use(inbound);
      case Action.AbandonChild(Spi inbound) -> remove(inbound);
      case Action.RemoveChild(Spi outbound) ->
          children.values().stream()
              .filter(child -> child.outbound().equals(outbound))
              .map(ChildSa::inbound)
              .toList()
              .forEach(this::remove);
      case Action.Replaced(Session successor) -> {
        sessions.add(successor);
        handle(successor, new Event.Start());
      }
      case Action.Closed(String _) -> forget(session);
      default -> {} // what people read
    }
  }

  /// A session and its children are gone, without a word.
  private void forget(Session session) {
    List.copyOf(children.keySet()).stream().filter(session::owns).forEach(this::remove);
    sessions.remove(session);
    timers.keySet().removeIf(due -> due.session == session);
  }

  /// All is forgotten.
  void restart() {
    List.copyOf(sessions).forEach(this::forget);
    outbox.clear();
  }

  void use(Spi inbound) {
    if (children.containsKey(inbound)) {
      inUse.add(inbound);
    }
  }

  void remove(Spi inbound) {
    children.remove(inbound);
    owners.remove(inbound);
    inUse.remove(inbound);
  }

  /// Deletes a Child SA as the gateway does.
  void delete(Spi inbound) {
    for (Session session : List.copyOf(sessions)) {
      if (session.owns(inbound)) {
        handle(session, new Event.DeleteChild(inbound));
      }
    }
    remove(inbound);
  }

  ChildSa child(Spi inbound) {
    return Optional.ofNullable(children.get(inbound))
        .orElseThrow(() -> new AssertionError("no Child SA " + inbound));
  }

  Spi spi() {
    return new Spi(random.nextInt(256, Integer.MAX_VALUE));
  }

  <A extends Action> List<A> all(Class<A> kind) {
    return done.stream().map(Done::action).filter(kind::isInstance).map(kind::cast).toList();
  }

  List<IkeDrop> drops() {
    return all(Action.Dropped.class).stream().map(Action.Dropped::reason).toList();
  }
}
