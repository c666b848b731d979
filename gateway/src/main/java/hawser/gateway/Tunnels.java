package hawser.gateway;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.config.Configuration;
import hawser.config.Phase1;
import hawser.config.Phase2;
import hawser.crypto.Entropy;
import hawser.esp.Engine;
import hawser.esp.InboundSa;
import hawser.esp.JdkEngine;
import hawser.esp.OutboundSa;
import hawser.esp.SequenceNumbers;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.Spi;
import hawser.ike.Timer;
import hawser.ike.v1.V1Session;
import hawser.linux.OsException;
import hawser.linux.PathMtu;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All tunnels and their IKE sessions: the layer above [Session]. It dials, binds sessions to
/// tunnels, makes dial-up instances, replaces SAs before they expire, and notices dead peers. Owned
/// by the control loop.
@SuppressWarnings("ReferenceEquality") // a session and a port are who they are
final class Tunnels {
  private static final int MOST_HALF_OPEN = 1_000;
  private static final int MOST_HALF_OPEN_OF_ONE = 20;
  private static final Duration REDIAL_AT_MOST = Duration.ofSeconds(8);
  private static final Duration HINT_GAP = Duration.ofSeconds(2);

  /// What the layer below does when tunnels come and go.
  interface Listener {
    /// Members, routes or the MTU of this device may have changed.
    void changed(String device);
  }

  private final Loop loop;
  private final Worker worker;
  private final Listener listener;
  private final Entropy entropy = Entropy.system();
  private final Engine engine = new JdkEngine();
  private final Map<String, Tunnel> tunnels = new LinkedHashMap<>();
  private final Map<Session, Tunnel> owners = new HashMap<>();
  private final Map<Session, Port> ports = new HashMap<>();
  private final Map<Session, Map<Timer, Integer>> timers = new HashMap<>();
  private final Set<Integer> inboundSpis = new HashSet<>();
  private final Map<IpAddress, Instant> hinted = new HashMap<>();
  private final EnumMap<IkeDrop, Long> drops = new EnumMap<>(IkeDrop.class);
  private Configuration configuration;
  private int serials;
  private int timerSerial;
  private int childSerial;

  Tunnels(Loop loop, Worker worker, Configuration configuration, Listener listener) {
    this.loop = loop;
    this.worker = worker;
    this.configuration = configuration;
    this.listener = listener;
  }

  Iterable<Tunnel> all() {
    return tunnels.values();
  }

  Optional<Tunnel> find(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  Map<IkeDrop, Long> drops() {
    return drops;
  }

  /// Takes a new configuration: tunnels whose phase 1 and phase 2 are what they were live on.
  void configure(Configuration next) {
    Configuration before = configuration;
    configuration = next;
    for (Tunnel tunnel : List.copyOf(tunnels.values())) {
      Optional<Phase1> now = next.phase1(tunnel.phase1.name());
      boolean same =
          now.equals(Optional.of(tunnel.phase1))
              && phase2s(before, tunnel.phase1).equals(phase2s(next, tunnel.phase1))
              && before.deviceOf(tunnel.phase1).equals(next.deviceOf(tunnel.phase1))
              && before.locationId().equals(next.locationId());
      if (!same) {
        close(tunnel, "its configuration changed");
        tunnels.remove(tunnel.name);
      }
    }
    int template = 0;
    for (Phase1 phase1 : next.phase1s()) {
      template++;
      if (!tunnels.containsKey(phase1.name())) {
        boolean dynamic = phase1.type() == Phase1.Type.DYNAMIC;
        IpAddress id = dynamic ? IpAddress.ofV4(template << 24) : phase1.remoteGateway();
        tunnels.put(
            phase1.name(), new Tunnel(phase1.name(), phase1, null, 0, ++serials, id, loop.now()));
      }
    }
  }

  /// The port of this phase 1 is there, is another one, or is gone.
  void portChanged(String phase1, @Nullable Port port) {
    for (Tunnel tunnel : List.copyOf(tunnels.values())) {
      if (tunnel.phase1.name().equals(phase1) && tunnel.port != port) {
        close(tunnel, "its interface changed");
        tunnel.port = port;
        tunnel.nextDial = Instant.EPOCH;
        if (tunnel.parent != null) {
          tunnels.remove(tunnel.name);
        }
      }
    }
  }

  // What arrives

  void message(Port port, Path path, Octets message) {
    Header header;
    try {
      if (message.length() < Header.LENGTH) {
        boolean keepalive = message.length() == 1 && message.at(0) == 0xff;
        count(keepalive ? IkeDrop.KEEPALIVE : IkeDrop.SHORT);
        return;
      }
      header = Header.parse(message);
    } catch (Malformed e) {
      count(
          IkeDrop.BAD_LENGTH.text().equals(e.getMessage()) ? IkeDrop.BAD_LENGTH : IkeDrop.BAD_SPI);
      return;
    }
    if (header.majorVersion() != 1) {
      count(IkeDrop.BAD_VERSION);
      return;
    }
    Session session = sessionOf(header, path);
    if (session != null) {
      if (isHint(header)) {
        hint(path);
      }
      handle(session, new Event.Received(message, path));
    } else if (header.responderSpi().isNone() && header.exchange() == 2 && !header.isEncrypted()) {
      respond(port, path, message);
    } else {
      count(IkeDrop.UNKNOWN_SA);
      if (isHint(header)) {
        hint(path);
      } else if (header.isEncrypted()) {
        sendHint(port, path);
      }
    }
  }

  void unknownSpi(Port port, Path path) {
    sendHint(port, path);
  }

  private static boolean isHint(Header header) {
    return header.exchange() == 5 && !header.isEncrypted();
  }

  private @Nullable Session sessionOf(Header header, Path path) {
    for (Session session : owners.keySet()) {
      boolean sameInitiator = session.initiatorSpi().equals(header.initiatorSpi());
      boolean first =
          header.responderSpi().isNone()
              && session.path().remote().address().equals(path.remote().address());
      boolean answer =
          session.responderSpi().isNone()
              && session.path().remote().address().equals(path.remote().address());
      if (sameInitiator
          && (session.responderSpi().equals(header.responderSpi()) || first || answer)) {
        return session;
      }
    }
    return null;
  }

  /// A first message: the phase 1 is chosen by interface and source, static ones first. Main mode
  /// with a pre-shared key cannot wait for an identity (RFC 2409 section 5.4).
  private void respond(Port port, Path path, Octets message) {
    long halfOpen =
        owners.keySet().stream().filter(s -> s.status() == Session.Status.CONNECTING).count();
    long ofThis =
        owners.keySet().stream()
            .filter(s -> s.status() == Session.Status.CONNECTING)
            .filter(s -> s.path().remote().address().equals(path.remote().address()))
            .count();
    if (halfOpen >= MOST_HALF_OPEN || ofThis >= MOST_HALF_OPEN_OF_ONE) {
      count(IkeDrop.LIMIT);
      return;
    }
    List<Tunnel> candidates = new ArrayList<>();
    for (Tunnel tunnel : tunnels.values()) {
      if (tunnel.parent == null && tunnel.port == port && !tunnel.administrativelyDown) {
        if (!tunnel.isTemplate() && tunnel.phase1.remoteGateway().equals(path.remote().address())) {
          candidates.addFirst(tunnel);
        } else if (tunnel.isTemplate()) {
          candidates.add(tunnel);
        }
      }
    }
    for (Tunnel tunnel : candidates) {
      if (!hasPolicy(tunnel)) {
        continue;
      }
      Session session =
          V1Session.responder(
              Suites.session(
                  tunnel.phase1, phase2s(configuration, tunnel.phase1), configuration.locationId()),
              path,
              entropy,
              this::newSpi);
      boolean last = tunnel == candidates.getLast();
      List<Action> actions = session.handle(loop.now(), new Event.Received(message, path));
      boolean refused = session.status() == Session.Status.CLOSED;
      if (refused && !last) {
        continue;
      }
      if (!refused && session.initiatorSpi().isNone()) {
        count(actions);
        return; // malformed: no state
      }
      owners.put(session, tunnel);
      ports.put(session, port);
      tunnel.sessionsCreated++;
      if (!tunnel.isTemplate()) {
        tunnel.sessions.add(session);
      }
      perform(session, actions);
      return;
    }
    count(IkeDrop.NO_CONFIG);
  }

  private void count(List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.Dropped(IkeDrop reason, String ignored)) {
        count(reason);
      }
    }
  }

  private void count(IkeDrop reason) {
    drops.merge(reason, 1L, Long::sum);
  }

  private boolean hasPolicy(Tunnel tunnel) {
    String device = configuration.deviceOf(tunnel.phase1);
    boolean named = configuration.policyNames(device);
    if (!named && !tunnel.warnedOfPolicy) {
      tunnel.warnedOfPolicy = true;
      Log.warn(tunnel.name + ": not negotiated, no policy configured: none names '" + device + "'");
    }
    return named;
  }

  // Hints: a peer that restarted says so without proof. It only makes us ask sooner.

  private void sendHint(Port port, Path path) {
    Instant now = loop.now();
    Instant before = hinted.get(path.remote().address());
    if (before != null && now.isBefore(before.plus(HINT_GAP)) || hinted.size() > 4_096) {
      return;
    }
    hinted.put(path.remote().address(), now);
    sendHint(port, path.remote());
  }

  /// An unprotected INVALID-COOKIE, which gives nothing away and proves nothing.
  void sendHint(Port port, Endpoint remote) {
    Writer writer = new Writer();
    IkeSpi random = new IkeSpi(ByteBuffer.wrap(entropy.octets(8).toArray()).getLong() | 1);
    new Header(random, new IkeSpi(random.value() ^ 2), 11, 0x10, 5, 0, 1).write(writer, 12);
    writer.u8(0).u8(0).u16(12).u32(1).u8(1).u8(0).u16(4);
    int local = remote.port() == Path.IKE_PORT ? Path.IKE_PORT : Path.NAT_PORT;
    send(port, new Path(new Endpoint(port.key.address(), local), remote), writer.toOctets());
  }

  private void hint(Path path) {
    for (Tunnel tunnel : tunnels.values()) {
      Optional<Session> session = tunnel.session();
      boolean from =
          session.isPresent()
              && session.get().path().remote().address().equals(path.remote().address());
      if (from && !tunnel.urgentProbes) {
        tunnel.urgentProbes = true;
        probe(tunnel, session.get(), loop.now());
      }
    }
  }

  // What sessions want

  private void handle(Session session, Event event) {
    perform(session, session.handle(loop.now(), event));
  }

  private void perform(Session session, List<Action> actions) {
    for (Action action : actions) {
      Tunnel tunnel = owners.get(session);
      if (tunnel == null) {
        return;
      }
      switch (action) {
        case Action.Send(Path path, Octets message) -> {
          Port port = ports.get(session);
          if (port != null) {
            send(port, path, message);
          }
        }
        case Action.Arm(Timer timer, Instant at) -> arm(session, timer, at);
        case Action.Disarm(Timer timer) -> timersOf(session).remove(timer);
        case Action.Established established -> established(session, tunnel, established);
        case Action.InstallChild(ChildSa child) -> install(session, tunnel, child);
        case Action.UseChild(Spi inbound) -> use(tunnel, inbound);
        case Action.AbandonChild(Spi inbound) -> abandon(tunnel, inbound);
        case Action.RemoveChild(Spi outbound) ->
            tunnel.byOutbound(outbound).ifPresent(child -> remove(tunnel, child));
        case Action.ChildFailed(String name, String reason) -> {
          tunnel.children.forEach(child -> child.rekeying = false);
          tunnel.failures++;
          tunnel.nextDial = loop.now().plus(backOff(tunnel));
          Log.warn(tunnel.name + ": phase 2 " + name + " failed: " + reason);
        }
        case Action.PeerAlive() -> tunnel.lastHeard = loop.now();
        case Action.LivenessConfirmed() -> {
          tunnel.probesUnanswered = 0;
          tunnel.urgentProbes = false;
        }
        case Action.Dropped(IkeDrop reason, String detail) -> count(reason);
        case Action.Report(Action.Level level, String text) -> {
          if (level == Action.Level.WARNING) {
            Log.warn(tunnel.name + ": " + text);
          } else {
            Log.info(tunnel.name + ": " + text);
          }
        }
        case Action.Closed(String reason) -> closed(session, tunnel, reason);
      }
    }
  }

  private void send(Port port, Path path, Octets message) {
    try {
      port.send(path, message.toArray());
    } catch (OsException e) {
      Log.info("IKE to " + path.remote() + ": " + e.getMessage());
    }
  }

  private Map<Timer, Integer> timersOf(Session session) {
    return timers.computeIfAbsent(session, ignored -> new HashMap<>());
  }

  private void arm(Session session, Timer timer, Instant at) {
    int serial = ++timerSerial;
    timersOf(session).put(timer, serial);
    loop.schedule(
        at,
        () -> {
          Integer armed = timersOf(session).get(timer);
          if (owners.containsKey(session) && armed != null && armed == serial) {
            timersOf(session).remove(timer);
            handle(session, new Event.Expired(timer));
          } else if (!owners.containsKey(session)) {
            timers.remove(session);
          }
        });
  }

  private void established(Session session, Tunnel owner, Action.Established done) {
    Tunnel tunnel = owner;
    if (owner.isTemplate()) {
      tunnel = instance(owner, session, done);
      owners.put(session, tunnel);
      tunnel.sessions.add(session);
      tunnel.sessionsCreated++;
    }
    if (done.initialContact()) {
      forgetOlder(tunnel, session);
    }
    tunnel.peer = done.peer();
    tunnel.location = done.location();
    tunnel.sessionsEstablished++;
    tunnel.failures = 0;
    tunnel.probesUnanswered = 0;
    tunnel.urgentProbes = false;
    tunnel.lastHeard = loop.now();
    tunnel.establishedAt = loop.now();
    Port port = ports.get(session);
    if (port != null && (tunnel.carrier == null || tunnel.carrier.port != port)) {
      tunnel.port = port;
      tunnel.carrier = new Carrier(tunnel.name, port, session.path().remote());
    }
    moved(tunnel, session);
    Log.info(
        tunnel.name
            + ": phase 1 is up with "
            + session.path().remote()
            + ", peer "
            + done.peer()
            + (done.location().isAny() ? "" : ", location " + done.location()));
    Instant rekey = loop.now().plus(spread(tunnel.phase1.keylife(), 0.90, 0.97));
    Tunnel bound = tunnel;
    loop.schedule(rekey, () -> rekeyPhase1(bound, session));
    loop.schedule(
        loop.now().plus(tunnel.phase1.keylife()),
        () -> {
          if (owners.containsKey(session)) {
            handle(session, new Event.Close("its lifetime ended"));
          }
        });
    if (session.role() == hawser.ike.Role.INITIATOR) {
      startChildren(tunnel, session);
    }
    listener.changed(configuration.deviceOf(tunnel.phase1));
  }

  /// The instance that this peer has already, or a new one.
  private Tunnel instance(Tunnel template, Session session, Action.Established done) {
    IpAddress remote = session.path().remote().address();
    for (Tunnel tunnel : tunnels.values()) {
      if (tunnel.parent == template
          && done.peer().equals(tunnel.peer)
          && tunnel.carrier != null
          && tunnel.carrier.remote.address().equals(remote)) {
        return tunnel;
      }
    }
    int index = 0;
    while (tunnels.containsKey(template.name + "_" + index)) {
      index++;
    }
    Tunnel tunnel =
        new Tunnel(
            template.name + "_" + index,
            template.phase1,
            template,
            index,
            ++serials,
            freeTunnelId(remote),
            loop.now());
    tunnel.port = template.port;
    tunnels.put(tunnel.name, tunnel);
    return tunnel;
  }

  /// The peer's address while it is free, else the next of 10.0.0.0/8.
  private IpAddress freeTunnelId(IpAddress remote) {
    IpAddress id = remote;
    IpAddress next = IpAddress.parse("10.0.0.1");
    while (taken(id)) {
      id = next;
      next = next.next();
    }
    return id;
  }

  private boolean taken(IpAddress id) {
    return tunnels.values().stream().anyMatch(tunnel -> tunnel.tunnelId.equals(id));
  }

  private void forgetOlder(Tunnel tunnel, Session newest) {
    for (Tunnel.Child child : List.copyOf(tunnel.children)) {
      remove(tunnel, child);
    }
    for (Session old : List.copyOf(tunnel.sessions)) {
      if (old != newest) {
        forget(old);
        tunnel.sessions.remove(old);
      }
    }
  }

  private void forget(Session session) {
    owners.remove(session);
    ports.remove(session);
    timers.remove(session);
  }

  private void startChildren(Tunnel tunnel, Session session) {
    for (Phase2 phase2 : phase2s(configuration, tunnel.phase1)) {
      boolean there =
          tunnel.children.stream()
              .anyMatch(child -> child.active && child.sa.childName().equals(phase2.name()));
      if (!there) {
        tunnel.childrenCreated++;
        handle(session, new Event.StartChild(Suites.child(tunnel.phase1, phase2)));
      }
    }
  }

  private void install(Session session, Tunnel tunnel, ChildSa sa) {
    Carrier carrier = tunnel.carrier;
    if (carrier == null) {
      return;
    }
    moved(tunnel, session);
    Instant rekey = loop.now().plus(spread(sa.lifetime(), 0.85, 0.93));
    if (sa.role() == hawser.ike.Role.RESPONDER) {
      rekey = loop.now().plus(sa.lifetime()).minusSeconds(10); // the initiator goes first
    }
    Tunnel.Child child = new Tunnel.Child(sa, loop.now(), rekey, ++childSerial);
    tunnel.children.add(child);
    inboundSpis.add(sa.inbound().value());
    Phase2 phase2 =
        phase2s(configuration, tunnel.phase1).stream()
            .filter(p -> p.name().equals(sa.childName()))
            .findFirst()
            .orElseThrow();
    InboundSa inbound =
        new InboundSa(
            sa.inbound().value(),
            sa.suite(),
            sa.inboundKeys(),
            numbers(sa),
            phase2.replay() ? 2048 : 0,
            sa.local(),
            sa.remote(),
            engine);
    worker.post(() -> worker.install(inbound, carrier));
  }

  private void use(Tunnel tunnel, Spi inbound) {
    Carrier carrier = tunnel.carrier;
    Optional<Tunnel.Child> found = tunnel.byInbound(inbound);
    if (found.isEmpty() || carrier == null) {
      return;
    }
    Tunnel.Child child = found.get();
    ChildSa sa = child.sa;
    child.active = true;
    tunnel.childrenEstablished++;
    tunnel.failures = 0;
    OutboundSa outbound =
        new OutboundSa(sa.outbound().value(), sa.suite(), sa.outboundKeys(), numbers(sa), engine);
    Encapsulation encapsulation = sa.encapsulation();
    tunnel.pathMtu = pathMtu(carrier);
    int mtu = innerMtu(tunnel.pathMtu, sa);
    worker.post(() -> {
      carrier.outbound = outbound;
      carrier.encapsulation = encapsulation;
      carrier.mtu = mtu;
    });
    for (Tunnel.Child old : List.copyOf(tunnel.children)) {
      boolean replaced =
          old != child
              && old.active
              && old.sa.local().equals(sa.local())
              && old.sa.remote().equals(sa.remote());
      if (replaced) {
        retire(tunnel, old);
      }
    }
    Log.info(
        tunnel.name
            + ": phase 2 "
            + sa.childName()
            + " is up, local "
            + sa.local()
            + " remote "
            + sa.remote());
    listener.changed(configuration.deviceOf(tunnel.phase1));
  }

  /// A replaced SA still receives for a while; then the peer is told.
  private void retire(Tunnel tunnel, Tunnel.Child old) {
    old.active = false;
    loop.schedule(
        loop.now().plusSeconds(5),
        () -> {
          if (tunnel.children.contains(old)) {
            tunnel
                .session()
                .ifPresent(session -> handle(session, new Event.DeleteChild(old.sa.inbound())));
            remove(tunnel, old);
          }
        });
  }

  private void abandon(Tunnel tunnel, Spi inbound) {
    tunnel.byInbound(inbound).ifPresent(child -> remove(tunnel, child));
  }

  private void remove(Tunnel tunnel, Tunnel.Child child) {
    tunnel.children.remove(child);
    int spi = child.sa.inbound().value();
    inboundSpis.remove(spi);
    Carrier carrier = tunnel.carrier;
    int outbound = child.sa.outbound().value();
    worker.post(() -> {
      worker.removeInbound(spi);
      if (carrier != null && carrier.outbound != null && carrier.outbound.spi() == outbound) {
        carrier.outbound.close();
        carrier.outbound = null;
      }
    });
    child.sa.inboundKeys().close();
    child.sa.outboundKeys().close();
    listener.changed(configuration.deviceOf(tunnel.phase1));
  }

  private void closed(Session session, Tunnel tunnel, String reason) {
    boolean wasBound = tunnel.sessions.remove(session);
    forget(session);
    if (!wasBound) {
      return;
    }
    Log.info(tunnel.name + ": phase 1 with " + session.path().remote() + " ended: " + reason);
    if (tunnel.sessions.isEmpty()) {
      List.copyOf(tunnel.children).forEach(child -> remove(tunnel, child));
      tunnel.failures++;
      tunnel.nextDial = loop.now().plus(backOff(tunnel));
      if (tunnel.parent != null) {
        tunnels.remove(tunnel.name);
        listener.changed(configuration.deviceOf(tunnel.phase1));
      }
    }
  }

  /// The peer proved itself on another path: it moved, or is behind a NAT.
  private void moved(Tunnel tunnel, Session session) {
    Carrier carrier = tunnel.carrier;
    Endpoint remote = session.path().remote();
    if (carrier != null && !carrier.remote.equals(remote)) {
      worker.post(() -> carrier.remote = remote);
    }
  }

  // Time

  /// Once a second: dials, replaces, probes.
  void tick() {
    Instant now = loop.now();
    Map<Carrier, long[]> traffic = traffic();
    hinted.values().removeIf(at -> at.isBefore(now.minusSeconds(60)));
    for (Tunnel tunnel : List.copyOf(tunnels.values())) {
      if (!tunnel.isTemplate()) {
        dialIfNeeded(tunnel, now);
        replaceChildren(tunnel, now);
        watch(tunnel, now, traffic);
      }
    }
  }

  private Map<Carrier, long[]> traffic() {
    List<Carrier> carriers = new ArrayList<>();
    for (Tunnel tunnel : tunnels.values()) {
      if (tunnel.carrier != null) {
        carriers.add(tunnel.carrier);
      }
    }
    return worker.call(() -> {
      Map<Carrier, long[]> seen = new HashMap<>();
      carriers.forEach(c -> seen.put(c, new long[] {c.lastIn, c.lastOut}));
      return seen;
    });
  }

  private void dialIfNeeded(Tunnel tunnel, Instant now) {
    boolean may =
        tunnel.parent == null
            && !tunnel.phase1.passive()
            && tunnel.phase1.autoNegotiate()
            && !tunnel.administrativelyDown
            && tunnel.port != null
            && !now.isBefore(tunnel.nextDial);
    if (!may || !hasPolicy(tunnel)) {
      return;
    }
    Optional<Session> session = tunnel.session();
    if (session.isEmpty() && !tunnel.isConnecting()) {
      dial(tunnel);
    } else if (session.isPresent() && tunnel.children.isEmpty()) {
      tunnel.nextDial = now.plusSeconds(5);
      startChildren(tunnel, session.get());
    }
  }

  void dial(Tunnel tunnel) {
    Port port = tunnel.port;
    if (port == null) {
      return;
    }
    Path path =
        new Path(
            new Endpoint(port.key.address(), Path.IKE_PORT),
            new Endpoint(tunnel.phase1.remoteGateway(), Path.IKE_PORT));
    V1Session.Contact contact =
        tunnel.sessions.isEmpty() && tunnel.children.isEmpty()
            ? V1Session.Contact.INITIAL
            : V1Session.Contact.FURTHER;
    Session session =
        V1Session.initiator(
            Suites.session(
                tunnel.phase1, phase2s(configuration, tunnel.phase1), configuration.locationId()),
            path,
            entropy,
            this::newSpi,
            contact);
    owners.put(session, tunnel);
    ports.put(session, port);
    tunnel.sessions.add(session);
    tunnel.sessionsCreated++;
    handle(session, new Event.Start());
  }

  private void rekeyPhase1(Tunnel tunnel, Session old) {
    boolean newest = tunnel.session().filter(session -> session == old).isPresent();
    boolean ours = old.role() == hawser.ike.Role.INITIATOR && tunnel.parent == null;
    if (newest && ours && tunnel.phase1.rekey()) {
      dial(tunnel);
    }
  }

  private void replaceChildren(Tunnel tunnel, Instant now) {
    for (Tunnel.Child child : List.copyOf(tunnel.children)) {
      if (now.isAfter(child.expiresAt)) {
        remove(tunnel, child);
      } else if (child.active
          && !child.rekeying
          && now.isAfter(child.rekeyAt)
          && tunnel.phase1.rekey()) {
        Optional<Session> session = tunnel.session();
        if (session.isPresent()) {
          child.rekeying = true;
          ChildSa sa = child.sa;
          Phase2 phase2 =
              phase2s(configuration, tunnel.phase1).stream()
                  .filter(p -> p.name().equals(sa.childName()))
                  .findFirst()
                  .orElseThrow();
          ChildConfig base = Suites.child(tunnel.phase1, phase2);
          handle(
              session.get(),
              new Event.StartChild(
                  new ChildConfig(
                      base.name(),
                      base.suites(),
                      base.pfsGroups(),
                      sa.local(),
                      sa.remote(),
                      base.lifetime(),
                      base.esn())));
        }
      }
    }
  }

  /// Dead peer detection (RFC 3706): any authenticated message or packet is a sign of life.
  private void watch(Tunnel tunnel, Instant now, Map<Carrier, long[]> traffic) {
    Optional<Session> session = tunnel.session();
    if (session.isEmpty()) {
      return;
    }
    Phase1 phase1 = tunnel.phase1;
    long[] seen = tunnel.carrier == null ? null : traffic.get(tunnel.carrier);
    Instant heard = tunnel.lastHeard;
    Instant sent = Instant.EPOCH;
    if (seen != null && seen[0] != 0 && loop.at(seen[0]).isAfter(heard)) {
      heard = loop.at(seen[0]);
    }
    if (seen != null && seen[1] != 0) {
      sent = loop.at(seen[1]);
    }
    if (heard.isAfter(tunnel.lastProbe)) {
      tunnel.probesUnanswered = 0;
      tunnel.urgentProbes = false;
    }
    Duration gap = tunnel.urgentProbes ? Duration.ofSeconds(1) : phase1.dpdRetryInterval();
    boolean silent = !now.isBefore(heard.plus(gap)) && !now.isBefore(tunnel.lastProbe.plus(gap));
    boolean wanted =
        tunnel.urgentProbes
            || tunnel.probesUnanswered > 0
            || phase1.dpd() == Phase1.Dpd.ON_IDLE
            || phase1.dpd() == Phase1.Dpd.ON_DEMAND && sent.isAfter(heard);
    boolean off = phase1.dpd() == Phase1.Dpd.DISABLE && !tunnel.urgentProbes;
    if (off || !silent || !wanted) {
      return;
    }
    if (tunnel.probesUnanswered >= phase1.dpdRetryCount()) {
      Log.warn(
          tunnel.name + ": the peer is dead: " + tunnel.probesUnanswered + " probes unanswered");
      close(tunnel, "the peer is dead");
      tunnel.failures = 0;
      tunnel.nextDial = now;
      if (tunnel.parent != null) {
        tunnels.remove(tunnel.name);
      }
      listener.changed(configuration.deviceOf(phase1));
    } else {
      probe(tunnel, session.get(), now);
    }
  }

  private void probe(Tunnel tunnel, Session session, Instant now) {
    tunnel.probesUnanswered++;
    tunnel.lastProbe = now;
    handle(session, new Event.ProbeLiveness());
  }

  // Administration

  /// Ends all sessions and SAs of a tunnel, telling the peer.
  void close(Tunnel tunnel, String reason) {
    for (Tunnel.Child child : List.copyOf(tunnel.children)) {
      tunnel
          .session()
          .ifPresent(session -> handle(session, new Event.DeleteChild(child.sa.inbound())));
      if (tunnel.children.contains(child)) {
        remove(tunnel, child);
      }
    }
    for (Session session : List.copyOf(tunnel.sessions)) {
      handle(session, new Event.Close(reason));
    }
    if (tunnel.isTemplate()) {
      for (Tunnel instance : List.copyOf(tunnels.values())) {
        if (instance.parent == tunnel) {
          close(instance, reason);
          tunnels.remove(instance.name);
        }
      }
    }
  }

  void closeAll() {
    List.copyOf(tunnels.values()).forEach(tunnel -> close(tunnel, "the gateway stops"));
  }

  // Parts

  private static List<Phase2> phase2s(Configuration configuration, Phase1 phase1) {
    return configuration.phase2s().stream()
        .filter(phase2 -> phase2.phase1Name().equals(phase1.name()))
        .toList();
  }

  /// The kernel's idea of it; 0 while there is no route.
  private static int pathMtu(Carrier carrier) {
    Port.Key key = carrier.port.key;
    try {
      return PathMtu.of(key.address(), carrier.remote.address(), carrier.port.device());
    } catch (OsException e) {
      Log.info(carrier.name + ": " + e.getMessage());
      return 0;
    }
  }

  static int innerMtu(int pathMtu, ChildSa sa) {
    int path = pathMtu == 0 ? 1_280 + 80 : pathMtu;
    int outer = 20 + (sa.encapsulation() == Encapsulation.UDP ? 8 : 0);
    return pathMtu == 0 ? 1_280 : sa.suite().innerMtu(path - outer);
  }

  private static SequenceNumbers numbers(ChildSa sa) {
    return sa.esn() == ChildConfig.Esn.YES ? SequenceNumbers.EXTENDED : SequenceNumbers.SHORT;
  }

  private Duration spread(Duration lifetime, double from, double to) {
    double share = from + (to - from) * entropy.octets(1).at(0) / 255.0;
    return Duration.ofMillis((long) (lifetime.toMillis() * share));
  }

  private Duration backOff(Tunnel tunnel) {
    long seconds = Math.min(1L << Math.min(tunnel.failures - 1, 3), REDIAL_AT_MOST.toSeconds());
    return Duration.ofMillis(seconds * 1000 + entropy.octets(1).at(0) * 2L);
  }

  /// Inbound SPIs keep their top 6 bits for a node number, which is 0 for a gateway alone.
  private Spi newSpi() {
    int spi = 0;
    while (spi < 256 || !inboundSpis.add(spi)) {
      spi = ByteBuffer.wrap(entropy.octets(4).toArray()).getInt() & 0x03ffffff;
    }
    return new Spi(spi);
  }
}
