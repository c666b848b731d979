package hawser.gateway;

import hawser.crypto.Entropy;
import hawser.ike.Contact;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.SpiSource;
import hawser.ike.v1.V1Session;
import hawser.ike.v2.V2Session;
import hawser.net.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Calls the peers of static tunnels, again after a failure, and again before a phase 1 ends.
@SuppressWarnings("ReferenceEquality") // a session is who it is
final class Dialler {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
  private static final Duration RESOLVE_AGAIN = Duration.ofSeconds(10);
  private static final Duration RETRY_PHASE2 = Duration.ofSeconds(5);
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  /// In IKEv2 both ends may replace an IKE SA; a responder does when the initiator did not.
  private static final Duration RESPONDER_WAITS_UNTIL = Duration.ofSeconds(10);

  /// The initiator asks for its phase 2s; a responder only when it did not, and not at the same
  /// time.
  private static final Duration RESPONDER_WAITS = Duration.ofSeconds(8);

  private final Loop loop;
  private final SessionTable sessions;
  private final Children children;
  private final Entropy entropy;
  private final SpiSource spis;
  private final Driver driver;
  private final Resolver resolver;

  Dialler(
      Loop loop,
      SessionTable sessions,
      Children children,
      Entropy entropy,
      SpiSource spis,
      Driver driver) {
    this.loop = loop;
    this.sessions = sessions;
    this.children = children;
    this.entropy = entropy;
    this.spis = spis;
    this.driver = driver;
    this.resolver = new Resolver(loop);
  }

  void dialIfNeeded(Tunnel tunnel, Instant now) {
    boolean may =
        tunnel.parent == null
            && !tunnel.phase1.passive()
            && (tunnel.phase1.autoNegotiate() || tunnel.called)
            && !tunnel.administrativelyDown
            && tunnel.permitted
            && !now.isBefore(tunnel.nextDial);
    if (!may) {
      return;
    }
    Optional<Session> session = tunnel.session();
    if (!tunnel.phase1.peer().hostname().isEmpty() && session.isEmpty()) {
      resolve(tunnel, now);
    }
    if (tunnel.remoteGateway.isAny()) {
      return;
    }
    if (session.isEmpty() && !tunnel.isConnecting()) {
      dial(tunnel);
    } else if (session.isPresent() && Children.anyMissing(tunnel)) {
      tunnel.nextDial = now.plus(RETRY_PHASE2);
      children.startMissing(tunnel, session.get());
    }
  }

  /// Asks for the peer's address, before the first call and again when calls fail.
  private void resolve(Tunnel tunnel, Instant now) {
    if (now.isBefore(tunnel.nextResolve)) {
      return;
    }
    tunnel.nextResolve = now.plus(RESOLVE_AGAIN);
    String name = tunnel.phase1.peer().hostname();
    resolver.ask(
        name,
        address -> {
          address.ifPresentOrElse(
              found -> tunnel.remoteGateway = found,
              () -> Log.warn(tunnel.name + ": no IPv4 address of '" + name + "'"));
        });
  }

  /// Phase 1 is there: its initiator asks at once for the phase 2s that did not come with it.
  void established(Tunnel tunnel, Session session) {
    boolean ours = session.role() == Role.INITIATOR;
    tunnel.nextDial = loop.now().plus(ours ? RETRY_PHASE2 : RESPONDER_WAITS);
    if (ours) {
      children.startMissing(tunnel, session);
    }
  }

  private void dial(Tunnel tunnel) {
    Port port = tunnel.port;
    if (port == null) {
      return;
    }
    Path path =
        new Path(
            new Endpoint(port.key.address(), Path.IKE_PORT),
            new Endpoint(tunnel.remoteGateway, Path.IKE_PORT));
    boolean only = tunnel.sessions.isEmpty() && tunnel.children.isEmpty();
    Session session =
        tunnel.phase1.version() == 2 ? version2(tunnel, path, only) : version1(tunnel, path, only);
    sessions.add(session, tunnel, port);
    tunnel.sessions.add(session);
    tunnel.sessionsCreated++;
    driver.handle(session, new Event.Start());
  }

  private Session version1(Tunnel tunnel, Path path, boolean only) {
    V1Session.Contact contact = only ? V1Session.Contact.INITIAL : V1Session.Contact.FURTHER;
    return V1Session.initiator(tunnel.sessionConfig(), path, entropy, spis, contact);
  }

  private Session version2(Tunnel tunnel, Path path, boolean only) {
    Contact contact = only ? Contact.INITIAL : Contact.FURTHER;
    return V2Session.initiator(tunnel.sessionConfig(), path, entropy, spis, contact);
  }

  /// Replaces the session before its lifetime ends, and ends it then.
  void limitLife(Tunnel tunnel, Session session) {
    Duration life = session.lifetime();
    Instant now = loop.now();
    loop.schedule(
        now.plus(
            session.version() == 2 && session.role() == Role.RESPONDER
                ? life.minus(RESPONDER_WAITS_UNTIL)
                : Jitter.share(entropy, life, 0.90, 0.97)),
        () -> replace(tunnel, session));
    loop.schedule(
        now.plus(life),
        () -> {
          if (sessions.of(session) != null) {
            driver.handle(session, new Event.Close("its lifetime ended"));
          }
        });
  }

  private void replace(Tunnel tunnel, Session old) {
    boolean newest = tunnel.session().filter(session -> session == old).isPresent();
    boolean ours = old.role() == Role.INITIATOR && tunnel.parent == null;
    if (!newest || !tunnel.phase1.rekey()) {
      return;
    }
    if (old.version() == 2 && !tunnel.phase1.reauthenticate()) {
      driver.handle(old, new Event.Rekey());
    } else if (ours) {
      dial(tunnel);
    }
  }

  /// A new IKE SA was made beside an old one, with children of its own: the old one ends, once what
  /// is on its way has arrived (RFC 7296 section 2.8.3).
  void endOlder(Tunnel tunnel, Session newest) {
    for (Session old : List.copyOf(tunnel.sessions)) {
      boolean older =
          old != newest && old.version() == 2 && old.status() == Session.Status.ESTABLISHED;
      if (older) {
        loop.schedule(
            loop.now().plus(OVERLAP),
            () -> {
              if (sessions.of(old) != null) {
                driver.handle(old, new Event.Close("reauthenticated"));
              }
            });
      }
    }
  }

  /// One more failure: 1, 2, 4, then 8 seconds, and up to half a second more.
  void failed(Tunnel tunnel) {
    tunnel.failures++;
    long seconds = Math.min(1L << Math.min(tunnel.failures - 1, 3), LONGEST_WAIT.toSeconds());
    Duration wait =
        Duration.ofSeconds(seconds).plus(Jitter.share(entropy, Duration.ofMillis(500), 0, 1));
    tunnel.nextDial = loop.now().plus(wait);
  }
}
