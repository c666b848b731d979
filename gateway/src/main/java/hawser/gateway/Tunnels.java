package hawser.gateway;

import hawser.bytes.Octets;
import hawser.config.Configuration;
import hawser.config.Phase1;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.ChildSa;
import hawser.ike.Event;
import hawser.ike.IkeDrop;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.Spi;
import hawser.ike.Timer;
import hawser.linux.Link;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All tunnels and their IKE sessions: takes configurations, and carries out what sessions want.
/// Owned by the control loop, as are its parts:
///
/// ```
///   IkeInbox      where messages arrive          Dialler    calls, and calls again
///   TunnelTable   tunnels, dial-up instances     Children   the life of Child SAs
///   SessionTable  whose a message is             Liveness   dead peers
///   Hints         "I forgot you"                 Keepalives for a NAT
///   PathMtus      how large packets may be
/// ```
@SuppressWarnings("ReferenceEquality") // a port is who it is
final class Tunnels implements Driver {
  /// What the layer below does when tunnels come and go.
  interface Listener {
    /// Members, routes or the MTU of this device may have changed.
    void changed(String device);
  }

  private final Loop loop;
  private final Workers workers;
  private final Listener listener;
  private final TunnelTable tunnels = new TunnelTable();
  private final SessionTable sessions = new SessionTable();
  private final PathMtus paths;
  private final Children children;
  private final Dialler dialler;
  private final Liveness liveness;
  private final Hints hints;
  private final IkeInbox inbox;
  private final IkeTrace trace;
  private final Explanations explanations;
  private int timerSerial;
  private long generation;

  Tunnels(Loop loop, Workers workers, Listener listener, IkeTrace trace) {
    this.trace = trace;
    this.explanations = new Explanations(loop::now);
    this.loop = loop;
    this.workers = workers;
    this.listener = listener;
    Entropy entropy = Entropy.system();
    paths = new PathMtus(workers, this, this::changed);
    children = new Children(loop, workers, entropy, this, paths, this::changed);
    dialler = new Dialler(loop, sessions, children, entropy, this::newSpi, this);
    liveness = new Liveness(sessions, this, loop::now, this::dead);
    hints = new Hints(entropy, loop::now);
    inbox =
        new IkeInbox(
            tunnels,
            sessions,
            this,
            hints,
            liveness,
            entropy,
            this::newSpi,
            loop::now,
            trace,
            explanations);
  }

  Iterable<Tunnel> all() {
    return tunnels.all();
  }

  List<Tunnel> instancesOf(Tunnel template) {
    return tunnels.instancesOf(template);
  }

  /// The addresses that peers gave us, with the device of each.
  Map<IpAddress, String> givenAddresses() {
    Map<IpAddress, String> given = new LinkedHashMap<>();
    for (Tunnel tunnel : tunnels.all()) {
      if (tunnel.assigned != null && tunnel.session().isPresent()) {
        given.put(tunnel.assigned.address(), tunnel.plan.device());
      }
    }
    return given;
  }

  Optional<Tunnel> find(String name) {
    return tunnels.find(name);
  }

  /// Another number whenever a phase 1 came, moved or went.
  long generation() {
    return generation;
  }

  Explanations explanations() {
    return explanations;
  }

  Map<IkeDrop, Long> drops() {
    return inbox.drops();
  }

  // What comes from outside

  /// Takes a new configuration: tunnels that it does not change live on.
  void configure(Configuration next) {
    for (Tunnel tunnel : tunnels.snapshot()) {
      boolean same =
          next.phase1(tunnel.phase1.name())
              .filter(phase1 -> plan(next, phase1).equals(tunnel.plan))
              .isPresent();
      if (!same) {
        close(tunnel, "its configuration changed");
        tunnels.remove(tunnel);
      }
    }
    int template = 0;
    for (Phase1 phase1 : next.phase1s()) {
      template++;
      if (tunnels.find(phase1.name()).isEmpty()) {
        boolean dynamic = phase1.type() == Phase1.Type.DYNAMIC;
        IpAddress id = dynamic ? IpAddress.ofV4(template << 24) : phase1.remoteGateway();
        Tunnel _ = tunnels.add(plan(next, phase1), id, loop.now());
      }
    }
    tunnels.all().forEach(tunnel -> permit(tunnel, next.policyNames(tunnel.plan.device())));
  }

  private static Tunnel.Plan plan(Configuration configuration, Phase1 phase1) {
    return new Tunnel.Plan(
        phase1,
        configuration.phase2s().stream()
            .filter(phase2 -> phase2.phase1Name().equals(phase1.name()))
            .toList(),
        configuration.deviceOf(phase1),
        configuration.locationId());
  }

  /// As in FortiOS, a tunnel that no policy names is not negotiated.
  private static void permit(Tunnel tunnel, boolean named) {
    if (tunnel.permitted && !named && tunnel.parent == null) {
      Log.warn(
          "%s: not negotiated, no policy configured: none names '%s'"
              .formatted(tunnel.name, tunnel.plan.device()));
    }
    tunnel.permitted = named;
  }

  /// Gives each tunnel the port of its phase 1, or none; a tunnel whose port changed starts anew.
  void usePorts(Function<Phase1, @Nullable Port> portOf) {
    for (Tunnel tunnel : tunnels.snapshot()) {
      Port port = portOf.apply(tunnel.phase1);
      if (tunnel.port != port && tunnels.contains(tunnel)) {
        close(tunnel, "its interface changed");
        tunnel.port = port;
        tunnel.nextDial = Instant.EPOCH;
        if (tunnel.parent != null) {
          tunnels.remove(tunnel);
        }
      }
    }
  }

  /// Takes the devices that paths begin at.
  void useLinks(Map<String, Link> links) {
    paths.links(links);
  }

  /// Paths to the peers may have changed.
  void networkChanged() {
    paths.networkChanged(tunnels.all());
  }

  void message(Port port, Path path, Octets message) {
    inbox.message(port, path, message);
  }

  void unknownSpi(Port port, Path path, Octets datagram) {
    inbox.unknownSpi(port, path, datagram);
  }

  /// Tells a peer of an earlier run that its SAs are forgotten.
  void giveHint(Port port, Endpoint remote) {
    hints.give(port, remote);
  }

  /// Once a second: dials, replaces, probes.
  void tick() {
    Instant now = loop.now();
    Traffic traffic = Traffic.read(loop, workers, tunnels.all());
    hints.forgetOld(now);
    paths.tick();
    children.replaceWorn();
    for (Tunnel tunnel : tunnels.snapshot()) {
      if (!tunnel.isTemplate()) {
        dialler.dialIfNeeded(tunnel, now);
        children.replaceDue(tunnel, now, traffic.exhausted(tunnel));
        liveness.watch(tunnel, now, traffic);
        Keepalives.sendIfDue(tunnel, now, traffic);
        paths.watch(tunnel, now, traffic);
      }
    }
  }

  /// Ends all sessions and SAs of a tunnel, and those of a template's instances, telling the peers.
  void close(Tunnel tunnel, String reason) {
    boolean together = tunnel.phase1.version() == 2; // its children end with an IKE SA
    if (together) {
      children.removeAll(tunnel);
    } else {
      List.copyOf(tunnel.children).forEach(child -> children.end(tunnel, child));
    }
    for (Session session : List.copyOf(tunnel.sessions)) {
      handle(session, new Event.Close(reason));
    }
    for (Tunnel instance : tunnels.instancesOf(tunnel)) {
      close(instance, reason);
      tunnels.remove(instance);
    }
  }

  /// Ends the SAs of one phase 2 and keeps it down until [#release]; a dial-up peer may ask for it
  /// again.
  void hold(Tunnel tunnel, String phase2) {
    if (tunnel.parent == null) {
      tunnel.held.add(phase2);
    }
    children.endAll(tunnel, phase2);
    tunnels.instancesOf(tunnel).forEach(instance -> children.endAll(instance, phase2));
  }

  /// Asks for a phase 2 that was held.
  void release(Tunnel tunnel, String phase2) {
    tunnel.held.remove(phase2);
    tunnel.nextDial = Instant.EPOCH;
  }

  void closeAll() {
    tunnels.snapshot().forEach(tunnel -> close(tunnel, "the gateway stops"));
  }

  /// Dials at once, whatever `auto-negotiate` says.
  void call(Tunnel tunnel) {
    tunnel.administrativelyDown = false;
    tunnel.called = true;
    tunnel.nextDial = Instant.EPOCH;
    dialler.dialIfNeeded(tunnel, loop.now());
  }

  /// Ends the sessions and SAs of the tunnels of this name, or of all; they may begin anew at once.
  /// False when there is none.
  boolean flush(Optional<String> name) {
    List<Tunnel> flushed =
        tunnels.snapshot().stream()
            .filter(tunnel -> name.map(tunnel.name::equals).orElse(true))
            .toList();
    for (Tunnel tunnel : flushed) {
      close(tunnel, "an administrator flushed it");
      tunnel.failures = 0;
      tunnel.nextDial = loop.now();
    }
    return !flushed.isEmpty();
  }

  private void dead(Tunnel tunnel) {
    if (tunnel.phase1.version() == 2) {
      forget(tunnel); // nobody would answer
    } else {
      close(tunnel, "the peer is dead");
    }
    tunnel.failures = 0;
    tunnel.nextDial = loop.now();
    if (tunnel.parent != null) {
      tunnels.remove(tunnel);
    }
    changed(tunnel);
  }

  private void changed(Tunnel tunnel) {
    listener.changed(tunnel.plan.device());
  }

  // What sessions want

  @Override
  public void handle(Session session, Event event) {
    perform(session, session.handle(loop.now(), event));
  }

  @Override
  public void perform(Session session, List<Action> actions) {
    sessions.refresh(session);
    for (Action action : actions) {
      SessionTable.Entry entry = sessions.of(session);
      if (entry == null) {
        return;
      }
      perform(entry, action);
    }
    if (actions.stream().anyMatch(Action.Established.class::isInstance)) {
      SessionTable.Entry entry = sessions.of(session);
      if (entry != null) {
        dialler.established(entry.tunnel, session);
      }
    }
  }

  private void perform(SessionTable.Entry entry, Action action) {
    trace.does(entry, action);
    Tunnel tunnel = entry.tunnel;
    switch (action) {
      case Action.Send(Path path, Octets message) -> {
        tunnel.lastSent = loop.now();
        Transmission.send(entry.port, path, message);
      }
      case Action.SendUncut(Path path, Octets message) ->
          Transmission.sendUncut(entry.port, path, message);
      case Action.Arm(Timer timer, Instant at) -> arm(entry, timer, at);
      case Action.Disarm(Timer timer) -> entry.timers.remove(timer);
      case Action.Established established -> established(entry, established);
      case Action.UserKnown(String user) -> entry.user = Optional.of(user);
      case Action.Configured(var assignment) -> tunnel.assigned = assignment;
      case Action.Located(IpAddress location) -> {
        tunnel.location = location;
        Log.info(tunnel.name + ": location " + location);
        changed(tunnel);
      }
      case Action.NothingMatches(var mismatch) ->
          explanations.add(tunnel.name, entry.session.path().remote(), mismatch);
      case Action.InstallChild(ChildSa child) -> {
        moved(entry);
        children.install(tunnel, child);
      }
      case Action.UseChild(Spi inbound) -> children.use(tunnel, inbound);
      case Action.AbandonChild(Spi inbound) -> children.abandon(tunnel, inbound);
      case Action.RemoveChild(Spi outbound) ->
          tunnel.byOutbound(outbound).ifPresent(child -> children.remove(tunnel, child));
      case Action.ChildFailed(String name, String reason) -> {
        tunnel.children.forEach(child -> child.rekeying = false);
        dialler.failed(tunnel);
        Log.warn(tunnel.name + ": phase 2 " + name + " failed: " + reason);
      }
      case Action.Replaced(Session successor) -> replaced(entry, successor);
      case Action.PeerAlive() -> tunnel.lastHeard = loop.now();
      case Action.LivenessConfirmed() -> Liveness.alive(tunnel);
      case Action.PathProbed(int octets) -> paths.answered(tunnel, octets, loop.now());
      case Action.Dropped(IkeDrop reason, String _) -> inbox.count(reason);
      case Action.Report(Action.Level level, String text) -> report(tunnel, level, text);
      case Action.Closed(String reason) -> closed(entry, reason);
    }
  }

  private static void report(Tunnel tunnel, Action.Level level, String text) {
    switch (level) {
      case WARNING -> Log.warn(tunnel.name + ": " + text);
      case INFO -> Log.info(tunnel.name + ": " + text);
    }
  }

  /// A timer that was armed again or disarmed since does nothing when it runs out.
  private void arm(SessionTable.Entry entry, Timer timer, Instant at) {
    int serial = ++timerSerial;
    entry.timers.put(timer, serial);
    loop.schedule(
        at,
        () -> {
          boolean alive = sessions.of(entry.session) == entry;
          if (alive && entry.timers.remove(timer, serial)) {
            handle(entry.session, new Event.Expired(timer));
          }
        });
  }

  private void established(SessionTable.Entry entry, Action.Established done) {
    Session session = entry.session;
    Instant now = loop.now();
    generation++;
    if (!choose(entry)) {
      handle(session, new Event.Close("its configuration is gone"));
      return;
    }
    if (entry.tunnel.isTemplate()) {
      IpAddress remote = session.path().remote().address();
      entry.tunnel = tunnels.instance(entry.tunnel, done.peer(), remote, now);
      entry.tunnel.sessions.add(session);
      entry.tunnel.sessionsCreated++;
    }
    Tunnel tunnel = entry.tunnel;
    if (done.initialContact()) {
      forgetOlder(tunnel, session);
    }
    tunnel.peer = done.peer();
    tunnel.user = entry.user;
    // In aggressive mode the responder tells its own a moment later ([Action.Located]).
    if (!done.location().isAny() || !tunnel.phase1.version1().aggressive()) {
      tunnel.location = done.location();
    }
    tunnel.sessionsEstablished++;
    tunnel.failures = 0;
    Liveness.alive(tunnel);
    tunnel.lastHeard = now;
    tunnel.establishedAt = now;
    if (tunnel.carriers == null || tunnel.carriers.port != entry.port) {
      tunnel.port = entry.port;
      tunnel.carriers = new Carriers(tunnel.name, entry.port, session.path().remote(), workers);
    }
    moved(entry);
    tunnel.probe.restart();
    String location = done.location().isAny() ? "" : ", location " + done.location();
    String user = entry.user.map(name -> ", user " + name).orElse("");
    Log.info(
        "%s: phase 1 is up with %s, peer %s%s%s"
            .formatted(tunnel.name, session.path().remote(), done.peer(), user, location));
    dialler.limitLife(tunnel, session);
    if (session.version() == 2 && session.role() == Role.INITIATOR) {
      dialler.endOlder(tunnel, session);
    }
    changed(tunnel);
  }

  /// Which of several phase 1 it is shows when an IKEv2 peer says who it is. False when it is gone.
  private boolean choose(SessionTable.Entry entry) {
    Session session = entry.session;
    if (session.version() == 1 || session.role() == Role.INITIATOR) {
      return true;
    }
    Optional<Tunnel> chosen = tunnels.find(session.config().name());
    if (chosen.isEmpty()) {
      return false;
    }
    entry.tunnel = chosen.get();
    if (!entry.tunnel.isTemplate()) {
      entry.tunnel.sessions.add(session);
      entry.tunnel.sessionsCreated++;
    }
    return true;
  }

  /// The same IKE SA with new keys.
  private void replaced(SessionTable.Entry entry, Session successor) {
    Tunnel tunnel = entry.tunnel;
    sessions.add(successor, tunnel, entry.port);
    tunnel.sessions.add(successor);
    tunnel.sessionsCreated++;
    tunnel.sessionsEstablished++;
    tunnel.establishedAt = loop.now();
    dialler.limitLife(tunnel, successor);
    handle(successor, new Event.Start());
  }

  /// INITIAL-CONTACT: the peer knows of no other SA with us (RFC 2407 section 4.6.3.3).
  private void forgetOlder(Tunnel tunnel, Session newest) {
    forget(tunnel, old -> !old.equals(newest));
  }

  private void forget(Tunnel tunnel) {
    forget(tunnel, session -> true);
  }

  private void forget(Tunnel tunnel, Predicate<Session> which) {
    children.removeAll(tunnel);
    for (Session old : tunnel.sessions.stream().filter(which).toList()) {
      sessions.remove(old);
      tunnel.sessions.remove(old);
    }
  }

  private void closed(SessionTable.Entry entry, String reason) {
    Session session = entry.session;
    Tunnel tunnel = entry.tunnel;
    generation++;
    sessions.remove(session);
    if (!tunnel.sessions.remove(session)) {
      return;
    }
    Log.info(
        "%s: phase 1 with %s ended: %s".formatted(tunnel.name, session.path().remote(), reason));
    if (tunnel.sessions.isEmpty()) {
      children.removeAll(tunnel);
      dialler.failed(tunnel);
      if (tunnel.parent != null) {
        tunnels.remove(tunnel);
        changed(tunnel);
      }
    }
  }

  /// The peer proved itself on another path: it moved, or is behind a NAT.
  private void moved(SessionTable.Entry entry) {
    Carriers carriers = entry.tunnel.carriers;
    if (carriers != null && carriers.moveTo(entry.session.path().remote(), workers)) {
      generation++;
    }
  }

  /// An SPI of the worker that has the peer's place. A dial-up peer whose first SA is agreed in the
  /// message that proves it has no tunnel of its own yet: it will get the next.
  private Spi newSpi(Session session) {
    Tunnel tunnel = Objects.requireNonNull(sessions.of(session)).tunnel;
    IpAddress location = session.peerLocation();
    return children.newSpi(
        !location.isAny()
            ? new Tunnel.Place.Located(location)
            : tunnel.isTemplate() ? new Tunnel.Place.Alone(tunnels.nextSerial()) : tunnel.place());
  }
}
