package hawser.bench.dialup;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.ChildConfig;
import hawser.ike.EsnPolicy;
import hawser.ike.IkeProposal;
import hawser.ike.NatTraversal;
import hawser.ike.Path;
import hawser.ike.SessionConfig;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What every caller wants: its own address outside and inside, the rest in common.
///
/// @param firstOuter of the first caller; the others have those that follow
/// @param network behind the hub
record CallPlan(
    IpAddress hub, IpAddress firstOuter, IpAddress firstInner, String network, String secret) {
  private static final Duration DAY = Duration.ofDays(1);

  IpAddress outer(int caller) {
    return IpAddress.ofV4(firstOuter.v4Bits() + caller);
  }

  /// @param port of both ends: 500, or 4500
  Path path(int caller, int port) {
    return new Path(new Endpoint(outer(caller), port), new Endpoint(hub, port));
  }

  SessionConfig session() {
    return new SessionConfig(
        "crowd",
        List.of(new IkeProposal(128, Hash.SHA2_256, Group.CURVE25519)),
        Secret.copyOf(secret.getBytes(StandardCharsets.US_ASCII)),
        Optional.empty(),
        DAY,
        NatTraversal.ENABLE,
        IpAddress.ANY4,
        List.of());
  }

  ChildConfig child(int caller) {
    IpAddress inner = IpAddress.ofV4(firstInner.v4Bits() + caller);
    return new ChildConfig(
        "crowd",
        List.of(EspSuite.aead(Encryption.AES_GCM_16, 128)),
        List.of(Group.CURVE25519),
        TrafficSelector.of(Prefix.host(inner)),
        TrafficSelector.of(Prefix.parse(network)),
        DAY,
        EsnPolicy.DISABLE);
  }
}
