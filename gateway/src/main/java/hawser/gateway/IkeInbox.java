package hawser.gateway;

import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.Datagram;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.Mismatch;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SpiSource;
import hawser.ike.v1.V1Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where IKE messages arrive: each goes to its session, opens one, or is counted and forgotten.
@SuppressWarnings("ReferenceEquality") // a port is who it is
final class IkeInbox {
  private static final int MAIN_MODE = 2;
  private static final int AGGRESSIVE_MODE = 4;
  private static final int INFORMATIONAL = 5;

  private final TunnelTable tunnels;
  private final SessionTable sessions;
  private final Driver driver;
  private final Hints hints;
  private final Liveness liveness;
  private final Entropy entropy;
  private final SpiSource spis;
  private final Supplier<Instant> clock;
  private final IkeTrace trace;
  private final Explanations explanations;
  private final Strangers strangers;
  private final EnumMap<IkeDrop, Long> drops = new EnumMap<>(IkeDrop.class);

  IkeInbox(
      TunnelTable tunnels,
      SessionTable sessions,
      Driver driver,
      Hints hints,
      Liveness liveness,
      Entropy entropy,
      SpiSource spis,
      Supplier<Instant> clock,
      IkeTrace trace,
      Explanations explanations) {
    this.tunnels = tunnels;
    this.sessions = sessions;
    this.driver = driver;
    this.hints = hints;
    this.liveness = liveness;
    this.entropy = entropy;
    this.spis = spis;
    this.clock = clock;
    this.trace = trace;
    this.explanations = explanations;
    this.strangers = new Strangers(sessions, driver, entropy, spis, clock, this::count);
  }

  Map<IkeDrop, Long> drops() {
    return drops;
  }

  void count(IkeDrop reason) {
    drops.merge(reason, 1L, Long::sum);
  }

  /// Takes a datagram as it came, on port 4500 with its marker.
  void message(Port port, Path path, Octets octets) {
    boolean natted = path.local().port() == Path.NAT_PORT;
    switch (natted ? Datagram.onNatPort(octets) : Datagram.onIkePort(octets)) {
      case Datagram.Message(Header header, Octets message) -> message(port, path, header, message);
      case Datagram.Ignored(IkeDrop reason) -> count(reason);
      case Datagram.Esp() -> unknownSpi(port, path, octets);
    }
  }

  /// ESP that no SA is for: the peer may have SAs that we forgot. An IKE message without marker
  /// looks the same on port 4500.
  void unknownSpi(Port port, Path path, Octets octets) {
    Optional<IkeDrop> unmarked =
        path.local().port() == Path.NAT_PORT ? Datagram.unmarked(octets) : Optional.empty();
    unmarked.ifPresentOrElse(this::count, () -> hints.answer(port, path));
  }

  private void message(Port port, Path path, Header header, Octets message) {
    SessionTable.Entry known = sessions.find(header, path);
    trace.comes(known, path, port.link, header, message);
    if (header.majorVersion() == 2) {
      message2(port, path, header, message, known);
      return;
    }
    boolean hint = header.exchange() == INFORMATIONAL && !header.isEncrypted();
    if (hint) {
      liveness.hinted(path.remote().address());
    }
    if (known != null && known.session.version() == 1) {
      driver.handle(known.session, new Event.Received(message, path));
    } else if (header.responderSpi().isNone()
        && (header.exchange() == MAIN_MODE || header.exchange() == AGGRESSIVE_MODE)
        && !header.isEncrypted()) {
      respond(port, path, header, message);
    } else {
      count(IkeDrop.UNKNOWN_SA);
      if (header.isEncrypted()) {
        hints.answer(port, path);
      }
    }
  }

  private void message2(
      Port port, Path path, Header header, Octets message, SessionTable.@Nullable Entry known) {
    if (Strangers.isHint(header)) {
      liveness.hinted(path.remote().address());
    }
    if (known != null && known.session.version() == 2) {
      driver.handle(known.session, new Event.Received(message, path));
    } else if (Strangers.isFirst(header)) {
      strangers.respond(port, path, header, message, candidates(port, path, 2, false));
    } else {
      count(IkeDrop.UNKNOWN_SA);
      if (Strangers.isRequest(header)) {
        hints.answer(port, path, header);
      }
    }
  }

  /// A refused first message, and what the refusing session would do.
  private record Refusal(Tunnel tunnel, Session session, List<Action> actions) {
    boolean answers() {
      return actions.stream().anyMatch(Action.Send.class::isInstance);
    }
  }

  /// A first message: the phase 1 is chosen by interface, source and mode, and by what it offers.
  /// Aggressive Mode names the peer too; Main Mode with a pre-shared key cannot wait for an
  /// identity (RFC 2409 section 5.4).
  private void respond(Port port, Path path, Header header, Octets message) {
    if (!sessions.admits(path.remote().address())) {
      count(IkeDrop.LIMIT);
      return;
    }
    boolean aggressive = header.exchange() == AGGRESSIVE_MODE;
    List<Refusal> refusals = new ArrayList<>();
    for (Tunnel tunnel : candidates(port, path, 1, aggressive)) {
      Session session = V1Session.responder(tunnel.sessionConfig(), path, entropy, spis);
      List<Action> actions = session.handle(clock.get(), new Event.Received(message, path));
      if (session.status() == Session.Status.CLOSED) {
        refusals.add(new Refusal(tunnel, session, actions));
      } else if (session.initiatorSpi().isNone()) {
        countDrops(actions); // malformed: no state
        return;
      } else {
        take(port, tunnel, session, actions);
        return;
      }
    }
    refuse(port, refusals);
  }

  private void take(Port port, Tunnel tunnel, Session session, List<Action> actions) {
    SessionTable.Entry _ = sessions.add(session, tunnel, port);
    tunnel.sessionsCreated++;
    if (!tunnel.isTemplate()) {
      tunnel.sessions.add(session);
    }
    driver.perform(session, actions);
  }

  /// The first that says something answers for all; each explains itself.
  private void refuse(Port port, List<Refusal> refusals) {
    Optional<Refusal> answer = refusals.stream().filter(Refusal::answers).findFirst();
    for (Refusal refusal : refusals) {
      for (Action action : refusal.actions) {
        boolean more = answer.filter(chosen -> chosen != refusal).isPresent();
        if (more && action instanceof Action.NothingMatches(Mismatch mismatch)) {
          explanations.add(refusal.tunnel.name, refusal.session.path().remote(), mismatch);
        }
      }
    }
    answer.ifPresentOrElse(
        refusal -> take(port, refusal.tunnel, refusal.session, refusal.actions),
        () -> count(IkeDrop.NO_CONFIG));
  }

  /// Those with a configured peer first: by address, then by identity.
  private List<Tunnel> candidates(Port port, Path path, int version, boolean aggressive) {
    List<Tunnel> candidates = new ArrayList<>();
    for (Tunnel tunnel : tunnels.configured()) {
      boolean usable =
          tunnel.port == port
              && !tunnel.administrativelyDown
              && tunnel.permitted
              && tunnel.phase1.version() == version
              && tunnel.phase1.version1().aggressive() == aggressive;
      boolean mayBe = tunnel.isTemplate() || tunnel.remoteGateway.equals(path.remote().address());
      if (usable && mayBe) {
        candidates.add(tunnel);
      }
    }
    candidates.sort(
        Comparator.comparing(Tunnel::isTemplate)
            .thenComparing(tunnel -> tunnel.phase1.peer().id().isEmpty()));
    return candidates;
  }

  private void countDrops(List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.Dropped(IkeDrop reason, String _)) {
        count(reason);
      }
    }
  }
}
