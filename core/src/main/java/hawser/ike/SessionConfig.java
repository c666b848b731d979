package hawser.ike;

import hawser.bytes.Secret;
import hawser.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a session must know of one peer.
///
/// @param localIdentity empty: the address that the session runs on
/// @param location our location-id, 0.0.0.0 for none
/// @param peers the identities that the peer may have; empty for any
public record SessionConfig(
    String name,
    List<IkeProposal> proposals,
    Secret psk,
    Optional<Identity> localIdentity,
    Duration lifetime,
    NatTraversal natTraversal,
    IpAddress location,
    List<ChildConfig> children,
    List<Identity> peers) {
  public SessionConfig {
    proposals = List.copyOf(proposals);
    children = List.copyOf(children);
    peers = List.copyOf(peers);
  }

  /// For any peer.
  public SessionConfig(
      String name,
      List<IkeProposal> proposals,
      Secret psk,
      Optional<Identity> localIdentity,
      Duration lifetime,
      NatTraversal natTraversal,
      IpAddress location,
      List<ChildConfig> children) {
    this(
        name, proposals, psk, localIdentity, lifetime, natTraversal, location, children, List.of());
  }

  public boolean accepts(Identity peer) {
    return peers.isEmpty() || peers.contains(peer);
  }
}
