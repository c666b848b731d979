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
/// @param peerIdentity the only one that the peer may have; empty for any
/// @param negotiation how long phase 1 may take
/// @param signatures how both ends prove themselves, where it is not by the pre-shared key
public record SessionConfig(
    String name,
    List<IkeProposal> proposals,
    Secret psk,
    Optional<Identity> localIdentity,
    Duration lifetime,
    NatTraversal natTraversal,
    IpAddress location,
    List<ChildConfig> children,
    Optional<Identity> peerIdentity,
    Duration negotiation,
    ModeConfig modeConfig,
    V1Options v1,
    Optional<Signatures> signatures) {
  private static final Duration NEGOTIATION = Duration.ofSeconds(30);

  public SessionConfig {
    proposals = List.copyOf(proposals);
    children = List.copyOf(children);
  }

  /// Whether the peer may have this identity.
  public boolean accepts(Identity peer) {
    return peerIdentity.isEmpty() || peerIdentity.get().equals(peer);
  }

  /// With any peer, in Main Mode, without addresses.
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
        name,
        proposals,
        psk,
        localIdentity,
        lifetime,
        natTraversal,
        location,
        children,
        Optional.empty(),
        NEGOTIATION,
        new ModeConfig.None(),
        V1Options.DEFAULT,
        Optional.empty());
  }

  public SessionConfig with(V1Options options) {
    return new SessionConfig(
        name,
        proposals,
        psk,
        localIdentity,
        lifetime,
        natTraversal,
        location,
        children,
        peerIdentity,
        negotiation,
        modeConfig,
        options,
        signatures);
  }

  public SessionConfig with(ModeConfig config) {
    return new SessionConfig(
        name,
        proposals,
        psk,
        localIdentity,
        lifetime,
        natTraversal,
        location,
        children,
        peerIdentity,
        negotiation,
        config,
        v1,
        signatures);
  }

  /// With this identity of ours and of the peer's.
  public SessionConfig with(Optional<Identity> local, Optional<Identity> peer) {
    return new SessionConfig(
        name,
        proposals,
        psk,
        local,
        lifetime,
        natTraversal,
        location,
        children,
        peer,
        negotiation,
        modeConfig,
        v1,
        signatures);
  }

  /// With certificates instead of the pre-shared key.
  public SessionConfig with(Signatures proofs) {
    return new SessionConfig(
        name,
        proposals,
        psk,
        localIdentity,
        lifetime,
        natTraversal,
        location,
        children,
        peerIdentity,
        negotiation,
        modeConfig,
        v1,
        Optional.of(proofs));
  }
}
