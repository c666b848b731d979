package hawser.gateway;

import hawser.bytes.Octets;
import hawser.config.Configuration;
import hawser.ike.Path;
import hawser.linux.AddressEntry;
import hawser.linux.Link;
import hawser.linux.Netlink;
import hawser.linux.NetlinkMonitor;
import hawser.linux.NfTables;
import hawser.linux.OsException;
import hawser.linux.Poller;
import hawser.linux.Sysctl;
import hawser.linux.Tun;
import hawser.net.AddressSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The composition root: brings devices, addresses, routes, firewall and sockets to what the
/// configuration and the tunnels want, again and again. Owned by the control loop.
public final class Gateway implements Worker.IkeReceiver {
  private static final int QUEUE_LENGTH = 2_000;
  private static final Duration MOMENT = Duration.ofMillis(5);

  /// While thousands of tunnels come up, comparing may take one part in so many of the loop's time.
  private static final int SHARE = 4;

  private final Loop loop = new Loop("control");
  private final IkeTrace trace = new IkeTrace();
  private final Workers workers;
  private final Netlink netlink;
  private final Tunnels tunnels;
  private final Peers peers;
  private final Ports ports;
  private final Addresses addresses;
  private final Ropes ropes;
  private final Routes routes;
  private final Map<String, TunDevice> devices = new LinkedHashMap<>();
  private Map<String, Link> links = Map.of();
  private Configuration configuration;
  private String firewall = "";
  private boolean reconcilePending;
  private Duration reconcileTook = Duration.ZERO;
  private boolean stopping;

  /// Takes what an earlier run left away and prepares everything. [#start] begins.
  public Gateway(
      Configuration configuration, java.nio.file.Path state, Engines engines, int workers)
      throws OsException {
    this.configuration = configuration;
    this.netlink = Netlink.open();
    this.workers = new Workers(workers, this, engines);
    this.tunnels = new Tunnels(loop, this.workers, device -> reconcileSoon(), trace);
    this.peers = new Peers(state.resolve("peers"));
    this.ports = new Ports(this.workers);
    this.addresses = new Addresses(netlink);
    this.ropes = new Ropes(this.workers, netlink);
    this.routes = new Routes(netlink);
    addresses.removeStale(Optional.of(configuration));
  }

  public void start() {
    forward();
    workers.start();
    tunnels.configure(configuration);
    reconcile();
    peers.hint(tunnels, ports.all());
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
    return loop.call(() -> question.apply(new View(configuration, tunnels, workers, links, loop)));
  }

  /// What IKE does, for those who listen.
  public IkeTrace trace() {
    return trace;
  }

  /// Tells the peers and takes down what was brought up.
  public void stop() {
    loop.call(() -> {
      stopping = true;
      tunnels.closeAll();
      return true;
    });
    loop.stop();
    workers.close();
    try {
      NfTables.run("table inet hawser {}\ndelete table inet hawser\n");
      routes.removeAll();
      addresses.removeStale(Optional.empty());
    } catch (OsException e) {
      Log.warn("taking down: " + e.getMessage());
    }
  }

  @Override
  public void message(Port port, Path path, Octets message) {
    boolean ignored = loop.post(() -> tunnels.message(port, path, message));
  }

  @Override
  public void unknownSpi(Port port, Path path, Octets datagram) {
    boolean ignored = loop.post(() -> tunnels.unknownSpi(port, path, datagram));
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
          boolean ignored = loop.post(this::networkChanged);
        }
      }
    } catch (OsException e) {
      Log.error("network changes are not seen: " + e.getMessage());
    }
  }

  private void networkChanged() {
    tunnels.networkChanged();
    reconcile();
  }

  private void forward() {
    try {
      Sysctl.write("net.ipv4.ip_forward", "1");
    } catch (IOException e) {
      Log.warn("cannot switch on forwarding: set net.ipv4.ip_forward=1 (" + e.getMessage() + ")");
    }
  }

  /// Many tunnels may change at once: a moment later is early enough, and once is enough.
  private void reconcileSoon() {
    if (!reconcilePending) {
      reconcilePending = true;
      loop.schedule(
          loop.now().plus(MOMENT).plus(reconcileTook.multipliedBy(SHARE - 1)),
          () -> {
            reconcilePending = false;
            Instant begin = loop.now();
            reconcile();
            reconcileTook = Duration.between(begin, loop.now());
          });
    }
  }

  /// Compares what is with what should be and makes up the difference.
  private void reconcile() {
    if (stopping) {
      return;
    }
    try {
      readLinks();
      reconcileDevices();
      readLinks();
      addresses.reconcile(configuration, links, devices.keySet(), tunnels.givenAddresses());
      List<AddressEntry> present = netlink.addresses();
      ports.reconcile(configuration, links, present, tunnels);
      AddressSet own = AddressSet.of(present.stream().map(AddressEntry::address).toList());
      workers.post(worker -> worker.ownAddresses(own));
      ropes.reconcile(configuration, links, devices.values(), tunnels.all());
      routes.reconcile(configuration, links, devices, tunnels.all());
      reconcileFirewall();
    } catch (OsException e) {
      Log.error("bringing up the network: " + e.getMessage());
    }
  }

  private void readLinks() throws OsException {
    links =
        netlink.links().stream().collect(Collectors.toMap(Link::name, link -> link, (a, b) -> b));
    tunnels.useLinks(links);
  }

  /// One TUN device for each aggregate and each stand-alone tunnel.
  private void reconcileDevices() throws OsException {
    Set<String> wanted =
        configuration.phase1s().stream()
            .map(configuration::deviceOf)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    configuration.aggregates().forEach(aggregate -> wanted.add(aggregate.name()));
    for (TunDevice device : List.copyOf(devices.values())) {
      if (!wanted.contains(device.name)) {
        devices.remove(device.name);
        workers.call(worker -> worker.removeDevice(device));
        device.close();
      }
    }
    for (String name : wanted) {
      if (!devices.containsKey(name)) {
        try {
          open(name);
        } catch (OsException e) {
          Log.error(e.getMessage());
        }
      }
    }
  }

  private void open(String name) throws OsException {
    List<Tun> queues = Tun.openQueues(name, workers.count());
    try {
      TunDevice device = new TunDevice(name, prepare(name), queues);
      devices.put(name, device);
      workers.post(worker -> worker.addDevice(device));
    } catch (OsException | IllegalStateException e) {
      queues.forEach(Tun::close);
      throw e;
    }
  }

  /// Brings a new device up and returns its index.
  private int prepare(String name) throws OsException {
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
    return link.index();
  }

  private void reconcileFirewall() {
    Set<String> managed = new LinkedHashSet<>(devices.keySet());
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
}
