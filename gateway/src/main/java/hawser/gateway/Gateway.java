package hawser.gateway;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Member;
import hawser.aggregate.Rope;
import hawser.bytes.Octets;
import hawser.config.Aggregate;
import hawser.config.Configuration;
import hawser.config.Interface;
import hawser.config.Phase1;
import hawser.config.Phase2;
import hawser.config.StaticRoute;
import hawser.ike.Path;
import hawser.linux.AddressEntry;
import hawser.linux.Link;
import hawser.linux.Netlink;
import hawser.linux.NetlinkMonitor;
import hawser.linux.NfTables;
import hawser.linux.OsException;
import hawser.linux.Poller;
import hawser.linux.RouteEntry;
import hawser.linux.RouteType;
import hawser.linux.Sysctl;
import hawser.linux.Tun;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The composition root: brings devices, addresses, routes, firewall and sockets to what the
/// configuration and the tunnels want, again and again. Owned by the control loop.
public final class Gateway implements Worker.IkeReceiver {
  private static final int QUEUE_LENGTH = 2_000;
  private static final int LEAST_MTU = 1_280;

  private final Loop loop = new Loop("control");
  private final Worker worker;
  private final Netlink netlink;
  private final Tunnels tunnels;
  private final Peers peers;
  private final Map<Port.Key, Port> ports = new LinkedHashMap<>();
  private final Map<String, Outlet> outlets = new LinkedHashMap<>();
  private Map<String, Link> links = Map.of();
  private Configuration configuration;
  private String firewall = "";
  private boolean stopping;

  /// Takes what an earlier run left away and prepares everything. [#start] begins.
  public Gateway(Configuration configuration, java.nio.file.Path state) throws OsException {
    this.configuration = configuration;
    this.netlink = Netlink.open();
    this.worker = new Worker(this);
    this.tunnels = new Tunnels(loop, worker, configuration, device -> reconcile());
    this.peers = new Peers(state.resolve("peers"));
    removeStaleAddresses();
  }

  public void start() {
    forward();
    worker.start();
    tunnels.configure(configuration);
    reconcile();
    peers.hint(tunnels, ports.values());
    loop.schedule(loop.now().plusSeconds(1), this::tick);
    loop.start();
    Thread.ofPlatform().daemon().name("netlink").start(this::watchLinks);
  }

  /// Takes a new configuration; what it does not change lives on.
  public void configure(Configuration next) {
    loop.call(() -> {
      configuration = next;
      tunnels.configure(next);
      reconcile();
      return true;
    });
  }

  /// Asks the state; runs on the control loop.
  public <T> T query(java.util.function.Function<View, T> question) {
    return loop.call(() -> question.apply(new View(configuration, tunnels, worker, links, loop)));
  }

  /// Tells the peers and takes down what was brought up.
  public void stop() {
    loop.call(() -> {
      stopping = true;
      tunnels.closeAll();
      return true;
    });
    loop.stop();
    worker.close();
    try {
      NfTables.run("table inet hawser {}\ndelete table inet hawser\n");
      for (RouteEntry route : netlink.routes()) {
        if (route.protocol() == Netlink.PROTOCOL) {
          netlink.removeRoute(route);
        }
      }
      removeStaleAddresses();
    } catch (OsException e) {
      Log.warn("taking down: " + e.getMessage());
    }
  }

  @Override
  public void message(Port port, Path path, Octets message) {
    boolean ignored = loop.post(() -> tunnels.message(port, path, message));
  }

  @Override
  public void unknownSpi(Port port, Path path, int spi) {
    boolean ignored = loop.post(() -> tunnels.unknownSpi(port, path));
  }

  private void tick() {
    if (!stopping) {
      tunnels.tick();
      peers.remember(tunnels);
      loop.schedule(loop.now().plusSeconds(1), this::tick);
    }
  }

  private void watchLinks() {
    try (NetlinkMonitor monitor = NetlinkMonitor.open();
        Poller poller = Poller.open()) {
      poller.add(monitor.fd(), 0);
      int[] ready = new int[1];
      while (true) {
        if (poller.await(-1, ready) > 0 && monitor.drain()) {
          boolean ignored = loop.post(this::reconcile);
        }
      }
    } catch (OsException e) {
      Log.error("network changes are not seen: " + e.getMessage());
    }
  }

  private void forward() {
    try {
      Sysctl.write("net.ipv4.ip_forward", "1");
    } catch (IOException e) {
      Log.warn("cannot switch on forwarding: set net.ipv4.ip_forward=1 (" + e.getMessage() + ")");
    }
  }

  /// Compares what is with what should be and makes up the difference.
  private void reconcile() {
    if (stopping) {
      return;
    }
    try {
      readLinks();
      reconcileOutlets();
      readLinks();
      List<AddressEntry> addresses = netlink.addresses();
      reconcileAddresses(addresses);
      reconcilePorts(netlink.addresses());
      outlets.values().forEach(this::reconcileRope);
      reconcileRoutes();
      reconcileFirewall();
    } catch (OsException e) {
      Log.error("bringing up the network: " + e.getMessage());
    }
  }

  private void readLinks() throws OsException {
    links =
        netlink.links().stream().collect(Collectors.toMap(Link::name, link -> link, (a, b) -> b));
  }

  /// One TUN device for each aggregate and each stand-alone tunnel.
  private void reconcileOutlets() throws OsException {
    Set<String> wanted =
        configuration.phase1s().stream()
            .map(configuration::deviceOf)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    configuration.aggregates().forEach(aggregate -> wanted.add(aggregate.name()));
    for (Outlet outlet : List.copyOf(outlets.values())) {
      if (!wanted.contains(outlet.name)) {
        outlets.remove(outlet.name);
        worker.post(() -> worker.removeOutlet(outlet));
      }
    }
    for (String name : wanted) {
      if (!outlets.containsKey(name)) {
        try {
          open(name);
        } catch (OsException e) {
          Log.error(e.getMessage());
        }
      }
    }
  }

  private void open(String name) throws OsException {
    Tun tun = Tun.open(name);
    Link link =
        netlink.links().stream()
            .filter(l -> l.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no link " + name));
    netlink.setTxQueueLength(link.index(), QUEUE_LENGTH);
    netlink.setUp(link.index());
    try {
      Sysctl.write("net/ipv4/conf/" + name + "/rp_filter", "2");
    } catch (IOException e) {
      Log.info("rp_filter of " + name + " stays as it is: " + e.getMessage());
    }
    Outlet outlet = new Outlet(name, tun, link.index(), Rope.of(Algorithm.ROUND_ROBIN, List.of()));
    outlets.put(name, outlet);
    worker.post(() -> worker.addOutlet(outlet));
  }

  private void reconcileAddresses(List<AddressEntry> addresses) throws OsException {
    for (Interface entry : configuration.interfaces()) {
      Link link = links.get(entry.name());
      if (link == null) {
        continue;
      }
      if (!entry.address().isAny()) {
        boolean there =
            addresses.stream()
                .anyMatch(a -> a.index() == link.index() && a.address().equals(entry.address()));
        if (!there) {
          Optional<IpAddress> remote =
              Optional.of(entry.remote())
                  .filter(r -> !r.isAny() && outlets.containsKey(entry.name()));
          int length = remote.isPresent() ? 32 : entry.prefixLength();
          netlink.addAddress(link.index(), entry.address(), length, remote);
        }
        if (entry.up() != link.isUp()) {
          if (entry.up()) {
            netlink.setUp(link.index());
          } else {
            netlink.setDown(link.index());
          }
        }
      }
      if (entry.mtu() != 0 && entry.mtu() != link.mtu() && !outlets.containsKey(entry.name())) {
        netlink.setMtu(link.index(), entry.mtu());
      }
    }
    for (AddressEntry address : addresses) {
      boolean wanted =
          configuration.interfaces().stream()
              .anyMatch(e ->
                  e.address().equals(address.address())
                      && links.get(e.name()) != null
                      && links.get(e.name()).index() == address.index());
      if (address.protocol() == Netlink.PROTOCOL && !wanted) {
        netlink.removeAddress(address.index(), address.address(), address.prefixLength());
      }
    }
  }

  private void reconcilePorts(List<AddressEntry> addresses) {
    Map<String, Port.@Nullable Key> wanted = new LinkedHashMap<>();
    for (Phase1 phase1 : configuration.phase1s()) {
      wanted.put(phase1.name(), portKey(phase1, addresses));
    }
    for (Port port : List.copyOf(ports.values())) {
      Link link = links.get(port.key.device());
      boolean gone = link == null || link.index() != port.link;
      if (gone || !wanted.containsValue(port.key)) {
        ports.remove(port.key);
        configuration.phase1s().stream()
            .filter(phase1 -> port.key.equals(wanted.get(phase1.name())) || gone)
            .filter(phase1 -> phase1.interfaceName().equals(port.key.device()))
            .forEach(phase1 -> tunnels.portChanged(phase1.name(), null));
        worker.post(() -> worker.removePort(port));
      }
    }
    wanted.forEach((phase1, key) -> {
      Port port = key == null ? null : port(key);
      tunnels.portChanged(phase1, port);
    });
  }

  private Port.@Nullable Key portKey(Phase1 phase1, List<AddressEntry> addresses) {
    Link link = links.get(phase1.interfaceName());
    if (link == null || !link.isUp()) {
      return null;
    }
    return addresses.stream()
        .filter(a -> a.index() == link.index() && a.address().isV4())
        .map(AddressEntry::address)
        .filter(a -> phase1.localGateway().isAny() || phase1.localGateway().equals(a))
        .findFirst()
        .map(address -> new Port.Key(phase1.interfaceName(), address))
        .orElse(null);
  }

  private @Nullable Port port(Port.Key key) {
    Port known = ports.get(key);
    Link link = links.get(key.device());
    if (known != null || link == null) {
      return known;
    }
    try {
      Port port = Port.open(key, link.index(), !link.isLoopback());
      ports.put(key, port);
      worker.post(() -> worker.addPort(port));
      return port;
    } catch (OsException e) {
      Log.error(key.device() + ": " + e.getMessage());
      return null;
    }
  }

  /// The members of a device are the tunnels that are up and whose link has carrier.
  private void reconcileRope(Outlet outlet) {
    List<Member<Carrier>> members = new ArrayList<>();
    Optional<Aggregate> aggregate =
        configuration.aggregates().stream().filter(a -> a.name().equals(outlet.name)).findFirst();
    int mtu = Integer.MAX_VALUE;
    for (Tunnel tunnel : tunnels.all()) {
      Carrier carrier = tunnel.carrier;
      if (carrier == null
          || !tunnel.isUp()
          || !hasCarrier(tunnel)
          || !configuration.deviceOf(tunnel.phase1).equals(outlet.name)) {
        continue;
      }
      List<Prefix> networks = new ArrayList<>();
      for (Tunnel.Child child : tunnel.children) {
        if (child.active) {
          networks.addAll(child.sa.remote().range().toPrefixes());
          mtu = Math.min(mtu, Tunnels.innerMtu(tunnel.pathMtu, child.sa));
        }
      }
      members.add(
          new Member<>(
              carrier,
              tunnel.serial,
              aggregate.map(a -> a.members().indexOf(tunnel.phase1.name())).orElse(0),
              tunnel.phase1.aggregateWeight(),
              tunnel.parent == null ? Member.Origin.STATIC : Member.Origin.DIAL_UP,
              tunnel.location,
              networks));
      worker.post(() -> carrier.outlet = outlet);
    }
    Algorithm algorithm =
        switch (aggregate.map(Aggregate::algorithm).orElse("round-robin")) {
          case "weighted-round-robin" -> Algorithm.WEIGHTED_ROUND_ROBIN;
          case "L3" -> Algorithm.L3;
          case "L4" -> Algorithm.L4;
          case "redundant" -> Algorithm.REDUNDANT;
          default -> Algorithm.ROUND_ROBIN;
        };
    if (!members.equals(outlet.members) || algorithm != outlet.algorithm) {
      outlet.algorithm = algorithm;
      outlet.members = members;
      Rope<Carrier> rope = Rope.of(algorithm, members);
      worker.post(() -> outlet.rope(rope));
    }
    setMtu(outlet, mtu);
  }

  private void setMtu(Outlet outlet, int least) {
    int byHand =
        configuration.interfaces().stream()
            .filter(entry -> entry.name().equals(outlet.name))
            .mapToInt(Interface::mtu)
            .findFirst()
            .orElse(0);
    int mtu = byHand != 0 ? byHand : Math.max(LEAST_MTU, least);
    Link link = links.get(outlet.name);
    if ((byHand != 0 || least != Integer.MAX_VALUE) && link != null && link.mtu() != mtu) {
      try {
        netlink.setMtu(outlet.link, mtu);
      } catch (OsException e) {
        Log.warn(e.getMessage());
      }
    }
  }

  private boolean hasCarrier(Tunnel tunnel) {
    Link link = links.get(tunnel.phase1.interfaceName());
    return link != null && link.isUp() && link.isLowerUp();
  }

  private void reconcileRoutes() throws OsException {
    Set<RouteEntry> wanted = new HashSet<>();
    for (StaticRoute route : configuration.routes()) {
      Link link = links.get(route.device());
      if (!route.enabled() || !route.blackhole() && (link == null || !link.isUp())) {
        continue;
      }
      boolean tunnel = outlets.containsKey(route.device());
      Optional<IpAddress> gateway =
          Optional.of(route.gateway()).filter(g -> !g.isAny() && !tunnel && !route.blackhole());
      wanted.add(
          new RouteEntry(
              route.destination(),
              gateway,
              route.blackhole() || link == null ? 0 : link.index(),
              RouteEntry.TABLE_MAIN,
              Netlink.PROTOCOL,
              route.distance(),
              route.blackhole() ? RouteType.BLACKHOLE : RouteType.UNICAST));
    }
    for (Tunnel tunnel : tunnels.all()) {
      Outlet outlet = outlets.get(configuration.deviceOf(tunnel.phase1));
      if (tunnel.parent == null || outlet == null) {
        continue;
      }
      for (Tunnel.Child child : tunnel.children) {
        boolean route =
            configuration.phase2s().stream()
                .filter(p -> p.name().equals(child.sa.childName()))
                .anyMatch(Phase2::addRoute);
        if (route && child.active) {
          for (Prefix prefix : child.sa.remote().range().toPrefixes()) {
            wanted.add(RouteEntry.over(prefix, outlet.link, tunnel.phase1.distance()));
          }
        }
      }
    }
    Set<RouteEntry> present = new HashSet<>();
    for (RouteEntry route : netlink.routes()) {
      if (route.protocol() == Netlink.PROTOCOL) {
        present.add(route);
        if (!wanted.contains(route)) {
          netlink.removeRoute(route);
        }
      }
    }
    for (RouteEntry route : wanted) {
      if (!present.contains(route)) {
        try {
          netlink.replaceRoute(route);
        } catch (OsException e) {
          Log.warn(e.getMessage());
        }
      }
    }
  }

  private void reconcileFirewall() {
    Set<String> managed = new LinkedHashSet<>(outlets.keySet());
    configuration.phase1s().forEach(phase1 -> managed.add(phase1.interfaceName()));
    configuration.interfaces().forEach(entry -> managed.add(entry.name()));
    configuration.policies().forEach(policy -> managed.addAll(policy.from()));
    configuration.policies().forEach(policy -> managed.addAll(policy.to()));
    managed.remove("any");
    String ruleset = Firewall.ruleset(configuration, managed);
    if (!ruleset.equals(firewall)) {
      try {
        NfTables.run(ruleset);
        firewall = ruleset;
      } catch (OsException e) {
        Log.error("firewall: " + e.getMessage());
      }
    }
  }

  private void removeStaleAddresses() throws OsException {
    for (AddressEntry address : netlink.addresses()) {
      boolean wanted =
          !stopping
              && configuration.interfaces().stream()
                  .anyMatch(entry -> entry.address().equals(address.address()));
      if (address.protocol() == Netlink.PROTOCOL && !wanted) {
        netlink.removeAddress(address.index(), address.address(), address.prefixLength());
      }
    }
  }
}
