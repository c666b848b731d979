package hawser.gateway;

import hawser.config.Phase1;
import hawser.ike.Identity;
import hawser.ike.ModeConfig;
import hawser.net.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The addresses that a dial-up template gives: one to a peer and user, and the same one when it
/// comes back, as long as nobody else needed it. Owned by the control loop.
final class Leases implements ModeConfig.Assigner {
  private record Owner(Identity peer, Optional<String> user) {}

  private static final class Lease {
    final IpAddress address;
    boolean inUse = true;

    Lease(IpAddress address) {
      this.address = address;
    }
  }

  private final Phase1.ModeCfg pool;

  /// The longest released first.
  private final LinkedHashMap<Owner, Lease> leases = new LinkedHashMap<>();

  private IpAddress next;

  Leases(Phase1.ModeCfg pool) {
    this.pool = pool;
    this.next = pool.first();
  }

  @Override
  public Optional<ModeConfig.Assignment> assign(Identity peer, Optional<String> user) {
    Owner owner = new Owner(peer, user);
    Lease known = leases.remove(owner);
    if (known != null) {
      known.inUse = true;
      leases.put(owner, known);
      return Optional.of(assignment(known.address));
    }
    Optional<IpAddress> free = free();
    free.ifPresent(address -> leases.put(owner, new Lease(address)));
    return free.map(this::assignment);
  }

  /// The address that a peer has; empty for none.
  Optional<IpAddress> of(Identity peer, Optional<String> user) {
    return Optional.ofNullable(leases.get(new Owner(peer, user))).map(lease -> lease.address);
  }

  /// The peer is gone: somebody else may have its address when no other is left.
  void release(Identity peer, Optional<String> user) {
    Owner owner = new Owner(peer, user);
    Lease lease = leases.remove(owner);
    if (lease != null) {
      lease.inUse = false;
      leases.put(owner, lease);
    }
  }

  private Optional<IpAddress> free() {
    if (next.compareTo(pool.last()) <= 0) {
      IpAddress address = next;
      next = next.next();
      return Optional.of(address);
    }
    for (Map.Entry<Owner, Lease> entry : leases.entrySet()) {
      if (!entry.getValue().inUse) {
        leases.remove(entry.getKey());
        return Optional.of(entry.getValue().address);
      }
    }
    return Optional.empty();
  }

  private ModeConfig.Assignment assignment(IpAddress address) {
    return new ModeConfig.Assignment(address, pool.dns(), pool.networks());
  }
}
