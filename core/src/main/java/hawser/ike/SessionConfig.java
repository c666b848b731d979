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
public record SessionConfig(
    String name,
    List<IkeProposal> proposals,
    Secret psk,
    Optional<Identity> localIdentity,
    Duration lifetime,
    NatTraversal natTraversal,
    IpAddress location,
    List<ChildConfig> children) {
  public SessionConfig {
    proposals = List.copyOf(proposals);
    children = List.copyOf(children);
  }
}
