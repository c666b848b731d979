package hawser.gateway;

import hawser.config.Phase1;
import hawser.ike.Event;
import hawser.ike.Session;
import hawser.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Dead peer detection (RFC 3706): any authenticated message or packet is a sign of life; silence
/// is answered with probes, and unanswered probes with the end of the tunnel.
final class Liveness {
  private static final Duration URGENT_GAP = Duration.ofSeconds(1);

  private final SessionTable sessions;
  private final Driver driver;
  private final Supplier<Instant> clock;
  private final Consumer<Tunnel> dead;

  /// `dead` is told of a tunnel whose peer does not answer.
  Liveness(SessionTable sessions, Driver driver, Supplier<Instant> clock, Consumer<Tunnel> dead) {
    this.sessions = sessions;
    this.driver = driver;
    this.clock = clock;
    this.dead = dead;
  }

  /// Somebody at this address says that it forgot us, without proof: ask at once, and then each
  /// second.
  void hinted(IpAddress remote) {
    for (SessionTable.Entry entry : sessions.at(remote)) {
      Tunnel tunnel = entry.tunnel;
      boolean inUse = tunnel.session().filter(entry.session::equals).isPresent();
      if (inUse && !tunnel.urgentProbes) {
        tunnel.urgentProbes = true;
        probe(tunnel, entry.session, clock.get());
      }
    }
  }

  void watch(Tunnel tunnel, Instant now, Traffic traffic) {
    Optional<Session> session = tunnel.session();
    if (session.isEmpty()) {
      return;
    }
    Phase1 phase1 = tunnel.phase1;
    Instant heard = later(tunnel.lastHeard, traffic.received(tunnel));
    Instant sent = traffic.sent(tunnel);
    if (heard.isAfter(tunnel.lastProbe)) {
      alive(tunnel);
    }
    boolean off = phase1.dpd() == Phase1.Dpd.DISABLE && !tunnel.urgentProbes;
    Duration gap = tunnel.urgentProbes ? URGENT_GAP : phase1.dpdRetryInterval();
    boolean silent = !now.isBefore(heard.plus(gap)) && !now.isBefore(tunnel.lastProbe.plus(gap));
    boolean wanted =
        tunnel.urgentProbes
            || tunnel.probesUnanswered > 0
            || phase1.dpd() == Phase1.Dpd.ON_IDLE
            || phase1.dpd() == Phase1.Dpd.ON_DEMAND && sent.isAfter(heard);
    if (off || !silent || !wanted) {
      return;
    }
    if (tunnel.probesUnanswered >= phase1.dpdRetryCount()) {
      Log.warn(
          tunnel.name + ": the peer is dead: " + tunnel.probesUnanswered + " probes unanswered");
      dead.accept(tunnel);
    } else {
      probe(tunnel, session.get(), now);
    }
  }

  /// The peer has shown that it lives.
  static void alive(Tunnel tunnel) {
    tunnel.probesUnanswered = 0;
    tunnel.urgentProbes = false;
  }

  private void probe(Tunnel tunnel, Session session, Instant now) {
    tunnel.probesUnanswered++;
    tunnel.lastProbe = now;
    driver.handle(session, new Event.ProbeLiveness());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
