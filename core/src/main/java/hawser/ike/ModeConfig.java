package hawser.ike;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.List;
import java.util.Optional;

/// Whether one end gives the other an address inside the tunnel.
public sealed interface ModeConfig {
  record None() implements ModeConfig {}

  /// We ask for one.
  record Client() implements ModeConfig {}

  /// We give.
  record Server(Assigner assigner) implements ModeConfig {}

  /// What a peer gets.
  ///
  /// @param networks that it reaches through the tunnel; empty for all
  record Assignment(IpAddress address, List<IpAddress> dns, List<Prefix> networks) {
    public Assignment {
      dns = List.copyOf(dns);
      networks = List.copyOf(networks);
    }
  }

  /// Gives out addresses: the same one to the same peer, however often it asks.
  @FunctionalInterface
  interface Assigner {
    /// Empty when none is left.
    ///
    /// @param user who the peer proved to be besides its identity
    Optional<Assignment> assign(Identity peer, Optional<String> user);
  }
}
