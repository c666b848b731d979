package hawser.gateway;

import hawser.config.Phase2;
import hawser.crypto.Entropy;
import hawser.esp.InboundSa;
import hawser.esp.OutboundSa;
import hawser.esp.OutboundSas;
import hawser.esp.SequenceNumbers;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.ModeConfig;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.Spi;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The life of Child SAs: IKE agrees on them, workers use them, and here is decided when each
/// begins, when its successor is asked for, and when it ends. Owned by the control loop.
final class Children {
  /// A replaced SA still receives for this long: what is on its way must not be lost.
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  /// The initiator replaces first; a responder only steps in when it did not.
  private static final Duration RESPONDER_WAITS_UNTIL = Duration.ofSeconds(10);

  private final Loop loop;
  private final Workers workers;
  private final Entropy entropy;
  private final Driver driver;
  private final PathMtus paths;
  private final Consumer<Tunnel> changed;
  private final Volumes volumes;
  private final Set<Integer> inboundSpis = new HashSet<>();
  private int serials;

  Children(
      Loop loop,
      Workers workers,
      Entropy entropy,
      Driver driver,
      PathMtus paths,
      Consumer<Tunnel> changed) {
    this.loop = loop;
    this.workers = workers;
    this.entropy = entropy;
    this.driver = driver;
    this.paths = paths;
    this.changed = changed;
    this.volumes = new Volumes(workers, entropy);
  }

  /// An inbound SPI that no SA has, of the worker that owns the SAs of a place. The top 6 bits are
  /// kept for a node number, 0 for a gateway alone; SPIs below 256 are reserved (RFC 4303 section
  /// 2.1).
  Spi newSpi(Tunnel.Place place) {
    Worker owner = workers.ownerOf(place);
    int spi = 0;
    while (spi < 256 || workers.owner(spi) != owner || !inboundSpis.add(spi)) {
      spi = ByteBuffer.wrap(entropy.octets(4).toArray()).getInt() & 0x03ffffff;
    }
    return new Spi(spi);
  }

  /// Receives on the SA from now on; sending waits for [#use].
  void install(Tunnel tunnel, ChildSa sa) {
    Carriers carriers = tunnel.carriers;
    if (carriers == null) {
      return;
    }
    Instant now = loop.now();
    Instant rekey =
        sa.role() == Role.RESPONDER
            ? now.plus(sa.lifetime()).minus(RESPONDER_WAITS_UNTIL)
            : now.plus(Jitter.share(entropy, sa.lifetime(), 0.85, 0.93));
    Tunnel.Child child = new Tunnel.Child(sa, now, rekey, ++serials);
    tunnel.children.add(child);
    volumes.add(tunnel, child, carriers);
    inboundSpis.add(sa.inbound().value());
    Phase2 phase2 = tunnel.plan.phase2(sa.childName()).orElseThrow();
    Worker owner = workers.owner(sa.inbound().value());
    InboundSa inbound =
        new InboundSa(
            sa.inbound().value(),
            sa.suite(),
            sa.inboundKeys(),
            numbers(sa),
            phase2.replay() ? 2048 : 0,
            sa.local(),
            sa.remote(),
            owner.engine());
    Carrier carrier = carriers.of(owner);
    Tallies.Traffic traffic = Tallies.Traffic.of(sa);
    owner.post(() -> {
      inbound.countInto(carrier.tallies.of(traffic).in());
      owner.install(inbound, carrier);
    });
  }

  /// Sends on the SA from now on, and lets those that it replaces run out.
  void use(Tunnel tunnel, Spi inbound) {
    Carriers carriers = tunnel.carriers;
    Optional<Tunnel.Child> found = tunnel.byInbound(inbound);
    if (found.isEmpty() || carriers == null) {
      return;
    }
    Tunnel.Child child = found.get();
    ChildSa sa = child.sa;
    if (tunnel.isHeld(sa.childName())) {
      refuse(tunnel, child);
      return;
    }
    child.active = true;
    tunnel.childrenEstablished++;
    tunnel.failures = 0;
    send(carriers, sa);
    paths.begin(tunnel);
    for (Tunnel.Child old : List.copyOf(tunnel.children)) {
      if (old != child && old.active && replaces(tunnel, child, old)) {
        retire(tunnel, old);
      }
    }
    Log.info(
        "%s: phase 2 %s is up, local %s remote %s"
            .formatted(tunnel.name, sa.childName(), text(sa.local()), text(sa.remote())));
    changed.accept(tunnel);
  }

  /// The peer wants a phase 2 that an administrator brought down: it is told that it is gone, once
  /// the exchange that made it is over.
  private void refuse(Tunnel tunnel, Tunnel.Child child) {
    loop.schedule(
        loop.now(),
        () -> {
          if (tunnel.children.contains(child)) {
            end(tunnel, child);
          }
        });
  }

  private static String text(List<TrafficSelector> selectors) {
    return selectors.stream().map(TrafficSelector::toString).collect(Collectors.joining(" "));
  }

  /// IKEv2 says which SA is replaced; others with the same selectors stay, unless they are of an
  /// IKE SA before this one (RFC 7296 section 2.8). IKEv1 says nothing.
  private static boolean replaces(Tunnel tunnel, Tunnel.Child child, Tunnel.Child old) {
    if (child.sa.replaces().isPresent()) {
      return child.sa.replaces().get().equals(old.sa.inbound());
    }
    boolean alike =
        old.sa.local().equals(child.sa.local()) && old.sa.remote().equals(child.sa.remote());
    boolean further =
        tunnel.phase1.version() == 2 && tunnel.sessionOf(child).equals(tunnel.sessionOf(old));
    return alike && !further;
  }

  /// Each worker has the SA with a cipher of its own; only the sequence numbers are common.
  private void send(Carriers carriers, ChildSa sa) {
    Encapsulation encapsulation = sa.encapsulation();
    @Nullable SharedSequence sequence =
        workers.count() == 1 ? null : new SharedSequence(workers.count());
    for (Worker worker : workers.all()) {
      Carrier carrier = carriers.of(worker);
      OutboundSa outbound =
          new OutboundSa(
              sa.outbound().value(),
              sa.suite(),
              sa.outboundKeys(),
              numbers(sa),
              worker.engine(),
              sequence == null ? null : sequence.share(worker.index));
      OutboundSas.Entry entry = new OutboundSas.Entry(sa.local(), sa.remote(), outbound);
      Tallies.Traffic traffic = Tallies.Traffic.of(sa);
      worker.post(() -> {
        outbound.countInto(carrier.tallies.of(traffic).out());
        carrier.sendOn(entry, encapsulation);
      });
    }
  }

  private void retire(Tunnel tunnel, Tunnel.Child old) {
    old.active = false;
    volumes.remove(old);
    loop.schedule(
        loop.now().plus(OVERLAP),
        () -> {
          if (tunnel.children.contains(old)) {
            end(tunnel, old);
          }
        });
  }

  /// Tells the peer that the SA is gone, and forgets it.
  void end(Tunnel tunnel, Tunnel.Child child) {
    tunnel
        .sessionOf(child)
        .ifPresent(session -> driver.handle(session, new Event.DeleteChild(child.sa.inbound())));
    if (tunnel.children.contains(child)) {
      remove(tunnel, child);
    }
  }

  void abandon(Tunnel tunnel, Spi inbound) {
    tunnel.byInbound(inbound).ifPresent(child -> remove(tunnel, child));
  }

  void removeAll(Tunnel tunnel) {
    List.copyOf(tunnel.children).forEach(child -> remove(tunnel, child));
  }

  void remove(Tunnel tunnel, Tunnel.Child child) {
    tunnel.children.remove(child);
    volumes.remove(child);
    int spi = child.sa.inbound().value();
    inboundSpis.remove(spi);
    Worker owner = workers.owner(spi);
    owner.post(() -> owner.removeInbound(spi));
    Carriers carriers = tunnel.carriers;
    if (carriers != null) {
      int outbound = child.sa.outbound().value();
      Tallies.Traffic traffic = Tallies.Traffic.of(child.sa);
      boolean last =
          tunnel.children.stream().noneMatch(c -> Tallies.Traffic.of(c.sa).equals(traffic));
      workers.post(worker -> {
        Carrier carrier = carriers.of(worker);
        carrier.stopSendingOn(outbound);
        if (last) {
          carrier.tallies.forget(traffic);
        }
      });
    }
    child.sa.inboundKeys().close();
    child.sa.outboundKeys().close();
    changed.accept(tunnel);
  }

  /// Asks for each configured phase 2 that should be there and is not.
  void startMissing(Tunnel tunnel, Session session) {
    for (Phase2 phase2 : tunnel.plan.phase2s()) {
      boolean there =
          tunnel.children.stream()
              .anyMatch(child -> child.active && child.sa.childName().equals(phase2.name()));
      if (!there && !tunnel.isHeld(phase2.name())) {
        tunnel.childrenCreated++;
        driver.handle(session, new Event.StartChild(wanted(tunnel, phase2)));
      }
    }
  }

  /// True when a phase 2 that should be there has no SA, not even one that is being made.
  static boolean anyMissing(Tunnel tunnel) {
    return tunnel.plan.phase2s().stream()
        .filter(phase2 -> !tunnel.isHeld(phase2.name()))
        .anyMatch(phase2 ->
            tunnel.children.stream()
                .noneMatch(child -> child.sa.childName().equals(phase2.name())));
  }

  /// Ends the SAs of one phase 2.
  void endAll(Tunnel tunnel, String phase2) {
    for (Tunnel.Child child : List.copyOf(tunnel.children)) {
      if (child.sa.childName().equals(phase2) && tunnel.children.contains(child)) {
        end(tunnel, child);
      }
    }
  }

  /// With an address that the peer gave us, that is what is behind us.
  private static ChildConfig wanted(Tunnel tunnel, Phase2 phase2) {
    ChildConfig child = Suites.child(tunnel.phase1, phase2);
    ModeConfig.Assignment assigned = tunnel.assigned;
    return assigned == null || !child.local().equals(List.of(TrafficSelector.ALL4))
        ? child
        : child.with(List.of(TrafficSelector.of(Prefix.host(assigned.address()))), child.remote());
  }

  /// Asks for successors in time, and drops what nobody replaced.
  ///
  /// @param exhausted few sequence numbers are left (RFC 4303 section 3.3.3)
  void replaceDue(Tunnel tunnel, Instant now, boolean exhausted) {
    List<Tunnel.Child> all = tunnel.children;
    for (int i = all.size() - 1; i >= 0; i = Math.min(i, all.size()) - 1) { // some may leave
      Tunnel.Child child = all.get(i);
      if (now.isAfter(child.expiresAt)) {
        remove(tunnel, child);
      } else if (exhausted || now.isAfter(child.rekeyAt)) {
        replace(tunnel, child);
      }
    }
  }

  /// The same for what SAs have carried.
  void replaceWorn() {
    for (Volumes.Finding finding : volumes.look()) {
      Tunnel tunnel = finding.tunnel();
      Tunnel.Child child = finding.child();
      switch (finding.verdict()) {
        case FRESH -> {}
        case REPLACE -> replace(tunnel, child);
        case END -> {
          Log.warn(
              "%s: phase 2 %s ends, it has carried %d KB"
                  .formatted(tunnel.name, child.sa.childName(), child.sa.kilobytes()));
          end(tunnel, child);
        }
      }
    }
  }

  private void replace(Tunnel tunnel, Tunnel.Child child) {
    if (child.active && !child.rekeying && tunnel.phase1.rekey()) {
      tunnel
          .sessionOf(child)
          .ifPresent(session -> {
            child.rekeying = true;
            driver.handle(
                session, new Event.RekeyChild(child.sa.inbound(), successor(tunnel, child.sa)));
          });
    }
  }

  /// The same traffic again, which for a dial-up instance is narrower than what is configured.
  private static ChildConfig successor(Tunnel tunnel, ChildSa sa) {
    Phase2 phase2 = tunnel.plan.phase2(sa.childName()).orElseThrow();
    return Suites.child(tunnel.phase1, phase2).with(sa.local(), sa.remote());
  }

  private static SequenceNumbers numbers(ChildSa sa) {
    return sa.esn() == ChildConfig.Esn.YES ? SequenceNumbers.EXTENDED : SequenceNumbers.SHORT;
  }
}
