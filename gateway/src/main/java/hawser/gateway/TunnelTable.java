package hawser.gateway;

import hawser.ike.Identity;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All tunnels by name, in the order in which they came, and the names and numbers that dial-up
/// instances get. Owned by the control loop.
final class TunnelTable {
  private static final Prefix IDS = Prefix.parse("10.0.0.0/8");
  private static final IpAddress FIRST_ID = IpAddress.parse("10.0.0.1");

  private final Map<String, Tunnel> tunnels = new LinkedHashMap<>();
  private final Map<String, Tunnel> configured = new LinkedHashMap<>();
  private final Map<Tunnel, Instances> instances = new HashMap<>();
  private final Map<IpAddress, Integer> tunnelIds = new HashMap<>();

  /// All of 10.0.0.0/8 before it is taken.
  private IpAddress firstFreeId = FIRST_ID;

  private int serials;

  /// The instances of one template, by the identity of their peer.
  private static final class Instances {
    final BitSet indexes = new BitSet();
    final Map<Identity, List<Tunnel>> byPeer = new HashMap<>();
  }

  Collection<Tunnel> all() {
    return tunnels.values();
  }

  /// Static tunnels and templates.
  Collection<Tunnel> configured() {
    return configured.values();
  }

  /// The tunnels as they are now, to change the table while going through them.
  List<Tunnel> snapshot() {
    return List.copyOf(tunnels.values());
  }

  Optional<Tunnel> find(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  boolean contains(Tunnel tunnel) {
    return tunnels.get(tunnel.name) == tunnel;
  }

  /// A static tunnel, or a template.
  Tunnel add(Tunnel.Plan plan, IpAddress tunnelId, Instant now) {
    String name = plan.phase1().name();
    Tunnel tunnel = new Tunnel(name, plan, null, 0, ++serials, tunnelId, now);
    configured.put(name, tunnel);
    return put(tunnel);
  }

  /// The serial number of the tunnel that comes next.
  int nextSerial() {
    return serials + 1;
  }

  /// The instance that this peer has already at this address, or a new one.
  Tunnel instance(Tunnel template, Identity peer, IpAddress remote, Instant now) {
    Instances ofTemplate = instances.computeIfAbsent(template, t -> new Instances());
    List<Tunnel> ofPeer = ofTemplate.byPeer.computeIfAbsent(peer, p -> new ArrayList<>());
    for (Tunnel tunnel : ofPeer) {
      if (tunnel.carriers != null && tunnel.carriers.remote().address().equals(remote)) {
        return tunnel;
      }
    }
    int index = ofTemplate.indexes.nextClearBit(0);
    String name = template.name + "_" + index;
    Tunnel tunnel =
        new Tunnel(name, template.plan, template, index, ++serials, freeTunnelId(remote), now);
    tunnel.peer = peer;
    tunnel.port = template.port;
    tunnel.permitted = template.permitted;
    ofTemplate.indexes.set(index);
    ofPeer.add(tunnel);
    return put(tunnel);
  }

  List<Tunnel> instancesOf(Tunnel template) {
    Instances ofTemplate = instances.get(template);
    return ofTemplate == null
        ? List.of()
        : ofTemplate.byPeer.values().stream().flatMap(List::stream).toList();
  }

  void remove(Tunnel tunnel) {
    if (!tunnels.remove(tunnel.name, tunnel)) {
      return;
    }
    tunnelIds.computeIfPresent(tunnel.tunnelId, (id, users) -> users == 1 ? null : users - 1);
    boolean freed = !tunnelIds.containsKey(tunnel.tunnelId);
    if (freed && IDS.contains(tunnel.tunnelId) && tunnel.tunnelId.compareTo(firstFreeId) < 0) {
      firstFreeId = tunnel.tunnelId;
    }
    configured.remove(tunnel.name, tunnel);
    instances.remove(tunnel);
    Instances siblings = tunnel.parent == null ? null : instances.get(tunnel.parent);
    if (siblings != null && tunnel.peer != null) {
      release(tunnel, siblings.byPeer.getOrDefault(tunnel.peer, List.of()));
      siblings.indexes.clear(tunnel.index);
      siblings.byPeer.computeIfPresent(
          tunnel.peer,
          (peer, all) -> {
            all.remove(tunnel);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /// An address goes back with the last instance of its peer and user.
  private static void release(Tunnel tunnel, List<Tunnel> ofPeer) {
    boolean last =
        ofPeer.stream().noneMatch(other -> other != tunnel && other.user.equals(tunnel.user));
    if (tunnel.leases != null && tunnel.peer != null && last) {
      tunnel.leases.release(tunnel.peer, tunnel.user);
    }
  }

  private Tunnel put(Tunnel tunnel) {
    tunnels.put(tunnel.name, tunnel);
    tunnelIds.merge(tunnel.tunnelId, 1, Integer::sum);
    return tunnel;
  }

  /// The peer's address while it is free, else the next of 10.0.0.0/8.
  private IpAddress freeTunnelId(IpAddress remote) {
    if (!tunnelIds.containsKey(remote)) {
      return remote;
    }
    while (tunnelIds.containsKey(firstFreeId)) {
      firstFreeId = firstFreeId.next();
    }
    return firstFreeId;
  }
}
