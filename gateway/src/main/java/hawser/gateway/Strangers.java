package hawser.gateway;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.SpiSource;
import hawser.ike.v2.Cookies;
import hawser.ike.v2.V2Session;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// First messages of IKEv2: from the number of half-open sessions on that means load, only whoever
/// shows that his address is his own gets one (RFC 7296 section 2.6, RFC 8019).
final class Strangers {
  private static final int IKE_SA_INIT = 34;
  private static final int NOTIFY = 41;
  private static final int RESPONSE = 0x20;

  private final SessionTable sessions;
  private final Driver driver;
  private final Entropy entropy;
  private final SpiSource spis;
  private final Supplier<Instant> clock;
  private final Consumer<IkeDrop> count;
  private final Cookies cookies;

  Strangers(
      SessionTable sessions,
      Driver driver,
      Entropy entropy,
      SpiSource spis,
      Supplier<Instant> clock,
      Consumer<IkeDrop> count) {
    this.sessions = sessions;
    this.driver = driver;
    this.entropy = entropy;
    this.spis = spis;
    this.clock = clock;
    this.count = count;
    this.cookies = new Cookies(entropy, clock.get());
  }

  static boolean isRequest(Header header) {
    return (header.flags() & RESPONSE) == 0;
  }

  static boolean isFirst(Header header) {
    return header.exchange() == IKE_SA_INIT && isRequest(header) && header.responderSpi().isNone();
  }

  /// Somebody says without proof that it knows nothing of us.
  static boolean isHint(Header header) {
    return header.exchange() != IKE_SA_INIT && header.nextPayload() == NOTIFY;
  }

  /// @param candidates whose peer it may be, in order of preference
  void respond(Port port, Path path, Header header, Octets message, List<Tunnel> candidates) {
    if (candidates.isEmpty()) {
      count.accept(IkeDrop.NO_CONFIG);
      return;
    }
    if (!sessions.admits(path.remote().address())) {
      count.accept(IkeDrop.LIMIT);
      return;
    }
    List<SessionConfig> configs =
        candidates.stream().map(tunnel -> tunnel.sessionConfig()).toList();
    // An answer that names authorities is longer than its request: only for who receives it.
    boolean named = configs.stream().anyMatch(config -> config.signatures().isPresent());
    if ((named || sessions.isBusy(path.remote().address()))
        && !isProved(port, path, header, message)) {
      return;
    }
    Session session = V2Session.responder(configs, path, entropy, spis);
    List<Action> actions = session.handle(clock.get(), new Event.Received(message, path));
    if (session.status() == Session.Status.CLOSED || session.responderSpi().isNone()) {
      refused(port, candidates.getFirst(), actions);
      return;
    }
    SessionTable.Entry _ = sessions.add(session, candidates.getFirst(), port);
    driver.perform(session, actions);
  }

  private boolean isProved(Port port, Path path, Header header, Octets message) {
    try {
      Optional<Octets> challenge = cookies.challenge(clock.get(), header, message, path);
      challenge.ifPresent(cookie -> {
        count.accept(IkeDrop.COOKIE);
        Transmission.send(port, path, cookie);
      });
      return challenge.isEmpty();
    } catch (Malformed e) {
      count.accept(IkeError.reasonOf(e));
      return false;
    }
  }

  /// There is no session; its last words are said.
  private void refused(Port port, Tunnel tunnel, List<Action> actions) {
    for (Action action : actions) {
      switch (action) {
        case Action.Send(Path to, Octets answer) -> Transmission.send(port, to, answer);
        case Action.Dropped(IkeDrop reason, String _) -> count.accept(reason);
        case Action.Report(Action.Level _, String text) -> Log.warn(tunnel.name + ": " + text);
        default -> {} // nothing that outlives it
      }
    }
  }
}
