package hawser.gateway;

import hawser.config.Phase1;
import hawser.esp.Fragmentation;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.linux.Link;
import hawser.linux.OsException;
import hawser.linux.PathMtu;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/// How large packets to each peer may be: what the kernel learned from ICMP, and what [PathProbe]
/// found out. Owned by the control loop.
final class PathMtus {
  /// No path is believed to be narrower: a forged ICMP message cannot do more.
  private static final int LEAST = 576;

  /// A tunnel at rest is looked at once in so many ticks.
  private static final int SLICES = 30;

  private static final Duration RECENT = Duration.ofSeconds(30);
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private final Workers workers;
  private final Driver driver;
  private final Consumer<Tunnel> changed;
  private Map<String, Link> links = Map.of();
  private long ticks;

  /// `changed` is told of a tunnel that takes larger or smaller packets than before.
  PathMtus(Workers workers, Driver driver, Consumer<Tunnel> changed) {
    this.workers = workers;
    this.driver = driver;
    this.changed = changed;
  }

  /// Links, addresses or the default route changed: every path may be another one.
  void networkChanged(Iterable<Tunnel> tunnels) {
    tunnels.forEach(tunnel -> tunnel.pathStale = true);
  }

  void links(Map<String, Link> next) {
    links = next;
  }

  /// An SA begins: its packets may be as large as the path is known to take.
  void begin(Tunnel tunnel) {
    tunnel.pathStale = true;
    tunnel.kernelMtu = kernelMtu(tunnel);
    tunnel.pathMtu = effective(tunnel);
    tell(tunnel);
  }

  /// Once a second.
  void tick() {
    ticks++;
  }

  void watch(Tunnel tunnel, Instant now, Traffic traffic) {
    boolean turn = (tunnel.serial + ticks) % SLICES == 0;
    PathProbe.Use use = use(traffic.received(tunnel), traffic.sent(tunnel), now);
    boolean look =
        tunnel.pathStale || turn || !tunnel.probe.isResting() || use == PathProbe.Use.UNANSWERED;
    if (!look || !tunnel.isUp() || tunnel.session().isEmpty()) {
      return;
    }
    tunnel.pathStale = false;
    tunnel.kernelMtu = kernelMtu(tunnel);
    Session session = tunnel.session().get();
    if (tunnel.phase1.dpd() != Phase1.Dpd.DISABLE && tunnel.kernelMtu > 0) {
      probe(tunnel, session, now, use);
    }
    apply(tunnel);
  }

  private static PathProbe.Use use(Instant received, Instant sent, Instant now) {
    if (sent.plus(RECENT).isBefore(now)) {
      return PathProbe.Use.IDLE;
    }
    return received.plus(SILENCE).isBefore(now) ? PathProbe.Use.UNANSWERED : PathProbe.Use.ANSWERED;
  }

  private void probe(Tunnel tunnel, Session session, Instant now, PathProbe.Use use) {
    Link link = links.get(tunnel.phase1.interfaceName());
    int linkMtu = link == null ? tunnel.kernelMtu : Math.max(link.mtu(), tunnel.kernelMtu);
    int marker = session.path().local().port() == Path.NAT_PORT ? 4 : 0;
    PathProbe probe = tunnel.probe;
    probe.use(session::probeLength);
    for (int size : probe.due(now, linkMtu, tunnel.kernelMtu, marker, use)) {
      driver.handle(session, new Event.ProbePath(probe.message(size)));
    }
  }

  /// The peer answered an IKE message of so many octets that was sent uncut.
  void answered(Tunnel tunnel, int octets, Instant now) {
    tunnel.probe.answered(octets, now);
    apply(tunnel);
  }

  private void apply(Tunnel tunnel) {
    int mtu = effective(tunnel);
    boolean silent = isSilent(tunnel);
    if (mtu == tunnel.pathMtu && silent == tunnel.silentPath) {
      return;
    }
    Log.info(
        "%s: path MTU %d, before %d%s"
            .formatted(tunnel.name, mtu, tunnel.pathMtu, silent ? ": longer packets vanish" : ""));
    tunnel.pathMtu = mtu;
    tunnel.silentPath = silent;
    tell(tunnel);
    changed.accept(tunnel);
  }

  private void tell(Tunnel tunnel) {
    Carriers carriers = tunnel.carriers;
    if (carriers == null || tunnel.current().isEmpty()) {
      return;
    }
    int mtu = innerMtu(tunnel);
    // The kernel would cut ESP to what it takes for the path's MTU, and the pieces would vanish.
    Fragmentation fragmentation =
        tunnel.silentPath ? Fragmentation.PRE_ENCAPSULATION : tunnel.phase1.fragmentation();
    workers.post(worker -> {
      Carrier carrier = carriers.of(worker);
      carrier.mtu = mtu;
      carrier.fragmentation = fragmentation;
    });
  }

  private static boolean isSilent(Tunnel tunnel) {
    return tunnel.probe.found() > 0 && tunnel.probe.found() < tunnel.kernelMtu;
  }

  /// What probes found counts more than what the kernel was told; 0 while there is no route.
  private static int effective(Tunnel tunnel) {
    if (tunnel.kernelMtu == 0) {
      return 0;
    }
    int found = tunnel.probe.found();
    return Math.max(LEAST, found > 0 ? found : tunnel.kernelMtu);
  }

  /// What all SAs of the tunnel take; 1,280 while it has none.
  static int innerMtu(Tunnel tunnel) {
    return tunnel.children.stream()
        .filter(child -> child.active)
        .mapToInt(child -> innerMtu(tunnel.pathMtu, child.sa))
        .min()
        .orElse(1_280);
  }

  /// The largest inner packet for a path MTU; 1,280 while that is not known (0).
  static int innerMtu(int pathMtu, ChildSa sa) {
    if (pathMtu == 0) {
      return 1_280;
    }
    int outer = 20 + (sa.encapsulation() == Encapsulation.UDP ? 8 : 0);
    return sa.suite().innerMtu(pathMtu - outer);
  }

  /// The kernel's idea of the path; 0 while there is no route.
  private static int kernelMtu(Tunnel tunnel) {
    Carriers carriers = tunnel.carriers;
    if (carriers == null) {
      return 0;
    }
    Port port = carriers.port;
    try {
      return PathMtu.of(port.key.address(), carriers.remote().address(), port.device());
    } catch (OsException e) {
      if (tunnel.kernelMtu != 0) {
        Log.info(tunnel.name + ": " + e.getMessage());
      }
      return 0;
    }
  }
}
