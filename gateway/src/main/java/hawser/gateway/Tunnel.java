package hawser.gateway;

import hawser.config.Phase1;
import hawser.config.Phase2;
import hawser.ike.ChildSa;
import hawser.ike.Identity;
import hawser.ike.ModeConfig;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tunnel as control sees it: a static one, a dial-up template, or an instance of one. Owned by
/// the control loop.
final class Tunnel {
  /// What the configuration says of it. It never changes: another one is another tunnel.
  record Plan(Phase1 phase1, List<Phase2> phase2s, String device, IpAddress location) {
    Optional<Phase2> phase2(String name) {
      return phase2s.stream().filter(phase2 -> phase2.name().equals(name)).findFirst();
    }
  }

  final String name;
  final Plan plan;
  final Phase1 phase1;
  final @Nullable Tunnel parent;
  final int index;
  final int serial;
  final IpAddress tunnelId;
  final List<Session> sessions = new ArrayList<>();
  final List<Child> children = new ArrayList<>();
  final Instant created;

  @Nullable Carriers carriers;
  @Nullable Port port;
  @Nullable Identity peer;
  IpAddress location = IpAddress.ANY4;

  /// The user that the peer proved to be; empty for none.
  Optional<String> user = Optional.empty();

  /// The peer of a static tunnel; any while its name is not known.
  IpAddress remoteGateway;

  /// What the peer gave us.
  ModeConfig.@Nullable Assignment assigned;

  /// The addresses of a template and of its instances; none without mode-cfg.
  final @Nullable Leases leases;

  /// Octets of an outer packet that reaches the peer whole; 0 while there is no route.
  int pathMtu;

  /// What the kernel takes it for.
  int kernelMtu;

  /// Longer packets vanish without a word.
  boolean silentPath;

  /// The path is to be looked at anew.
  boolean pathStale;

  final PathProbe probe = new PathProbe();
  int sessionsCreated;
  int sessionsEstablished;
  int childrenCreated;
  int childrenEstablished;
  int failures;
  Instant nextDial = Instant.EPOCH;
  Instant nextResolve = Instant.EPOCH;
  Instant lastHeard = Instant.EPOCH;
  Instant lastSent = Instant.EPOCH;
  Instant lastProbe = Instant.EPOCH;
  Instant establishedAt = Instant.EPOCH;
  int probesUnanswered;
  boolean urgentProbes;
  boolean administrativelyDown;

  /// Phase 2s that an administrator brought down, until brought up.
  final Set<String> held = new HashSet<>();

  /// An administrator asked for it, though it does not dial by itself.
  boolean called;

  /// A policy names its device: without one it is not negotiated.
  boolean permitted = true;

  Tunnel(
      String name,
      Plan plan,
      @Nullable Tunnel parent,
      int index,
      int serial,
      IpAddress tunnelId,
      Instant created) {
    this.name = name;
    this.plan = plan;
    this.phase1 = plan.phase1();
    this.parent = parent;
    this.index = index;
    this.serial = serial;
    this.tunnelId = tunnelId;
    this.created = created;
    this.remoteGateway = phase1.remoteGateway();
    this.leases =
        parent != null
            ? parent.leases
            : isTemplate() && phase1.modeCfg().enabled() ? new Leases(phase1.modeCfg()) : null;
  }

  /// What a session of this tunnel must know.
  SessionConfig sessionConfig() {
    ModeConfig modeConfig =
        leases != null
            ? new ModeConfig.Server(leases)
            : phase1.modeCfg().enabled() ? new ModeConfig.Client() : new ModeConfig.None();
    return Suites.session(phase1, plan.phase2s(), plan.location(), modeConfig);
  }

  /// One Child SA and its deadlines.
  static final class Child {
    final ChildSa sa;
    final Instant installed;
    final Instant rekeyAt;
    final Instant expiresAt;
    final int serial;
    boolean active;
    boolean rekeying;

    Child(ChildSa sa, Instant installed, Instant rekeyAt, int serial) {
      this.sa = sa;
      this.installed = installed;
      this.rekeyAt = rekeyAt;
      this.expiresAt = installed.plus(sa.lifetime());
      this.serial = serial;
    }
  }

  /// Where a tunnel's packets come from, as far as the order of their flows goes: tunnels of one
  /// place may share a flow ([hawser.aggregate.Rope] groups members alike).
  sealed interface Place {
    /// The peers that say so.
    record Located(IpAddress location) implements Place {}

    /// All static tunnels of a device without location.
    record Behind(String device) implements Place {}

    /// A dial-up instance without location.
    record Alone(int serial) implements Place {}
  }

  Place place() {
    if (!location.isAny()) {
      return new Place.Located(location);
    }
    return parent == null ? new Place.Behind(plan.device()) : new Place.Alone(serial);
  }

  /// True for a phase 2 that an administrator brought down, here or in the template.
  boolean isHeld(String phase2) {
    return held.contains(phase2) || parent != null && parent.held.contains(phase2);
  }

  boolean isTemplate() {
    return phase1.type() == Phase1.Type.DYNAMIC && parent == null;
  }

  /// The session in use: the newest that is established. Asked of thousands of tunnels each second,
  /// as are the children: so these are loops.
  Optional<Session> session() {
    for (int i = sessions.size() - 1; i >= 0; i--) {
      if (sessions.get(i).status() == Session.Status.ESTABLISHED) {
        return Optional.of(sessions.get(i));
      }
    }
    return Optional.empty();
  }

  /// The session that may negotiate about this Child SA.
  Optional<Session> sessionOf(Child child) {
    return sessions.reversed().stream()
        .filter(session -> session.status() == Session.Status.ESTABLISHED)
        .filter(session -> session.owns(child.sa.inbound()))
        .findFirst();
  }

  boolean isConnecting() {
    return sessions.stream().anyMatch(s -> s.status() == Session.Status.CONNECTING);
  }

  /// True when packets can be sent.
  boolean isUp() {
    for (Child child : children) {
      if (child.active) {
        return true;
      }
    }
    return false;
  }

  Optional<Child> byInbound(Spi spi) {
    return children.stream().filter(child -> child.sa.inbound().equals(spi)).findFirst();
  }

  Optional<Child> byOutbound(Spi spi) {
    return children.stream().filter(child -> child.sa.outbound().equals(spi)).findFirst();
  }

  /// The Child SA that packets are sent on: the newest active one.
  Optional<Child> current() {
    return children.reversed().stream().filter(child -> child.active).findFirst();
  }
}
