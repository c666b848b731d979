package hawser.gateway;

import hawser.config.Configuration;
import hawser.config.Phase1;
import hawser.linux.AddressEntry;
import hawser.linux.Link;
import hawser.linux.OsException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ports of all phase 1s: one for each of our addresses that a tunnel uses, opened when its
/// device appears with an address and closed when it goes.
final class Ports {
  private final Map<Port.Key, Port> open = new LinkedHashMap<>();
  private final Workers workers;

  Ports(Workers workers) {
    this.workers = workers;
  }

  Collection<Port> all() {
    return open.values();
  }

  void reconcile(
      Configuration configuration,
      Map<String, Link> links,
      List<AddressEntry> addresses,
      Tunnels tunnels) {
    Map<String, Port.Key> wanted = new HashMap<>();
    for (Phase1 phase1 : configuration.phase1s()) {
      Port.Key key = key(phase1, links, addresses);
      if (key != null) {
        wanted.put(phase1.name(), key);
      }
    }
    List<Port> gone = removeGone(wanted.values(), links);
    Map<String, Port> ports = new HashMap<>();
    wanted.forEach((phase1, key) -> {
      Port port = port(key, links);
      if (port != null) {
        ports.put(phase1, port);
      }
    });
    tunnels.usePorts(phase1 ->
        ports.get(phase1.name())); // says goodbye on the old ports, so they are closed after it
    gone.forEach(this::close);
  }

  /// A device that was deleted and made again has another index, and its sockets are dead.
  private List<Port> removeGone(Collection<Port.Key> wanted, Map<String, Link> links) {
    List<Port> gone =
        open.values().stream()
            .filter(port -> {
              Link link = links.get(port.key.device());
              return link == null || link.index() != port.link || !wanted.contains(port.key);
            })
            .toList();
    gone.forEach(port -> open.remove(port.key));
    return gone;
  }

  private void close(Port port) {
    workers.call(worker -> worker.removePort(port));
    port.close();
  }

  private static Port.@Nullable Key key(
      Phase1 phase1, Map<String, Link> links, List<AddressEntry> addresses) {
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

  private @Nullable Port port(Port.Key key, Map<String, Link> links) {
    Port known = open.get(key);
    Link link = links.get(key.device());
    if (known != null || link == null) {
      return known;
    }
    try {
      Port port = Port.open(key, link.index(), !link.isLoopback(), workers.count());
      open.put(key, port);
      workers.post(worker -> worker.addPort(port));
      return port;
    } catch (OsException e) {
      Log.error(key.device() + ": " + e.getMessage());
      return null;
    }
  }
}
