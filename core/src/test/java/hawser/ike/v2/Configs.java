package hawser.ike.v2;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import hawser.ike.ChildConfig;
import hawser.ike.EsnPolicy;
import hawser.ike.Identity;
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

/// Configurations of two ends that agree unless a test says otherwise.
record Configs(
    List<IkeProposal> proposals,
    String psk,
    Optional<Identity> identity,
    NatTraversal nat,
    IpAddress location,
    List<ChildConfig> children,
    List<Identity> peers) {
  static final Path INITIATOR =
      new Path(
          new Endpoint(IpAddress.parse("172.16.200.1"), 500),
          new Endpoint(IpAddress.parse("172.16.200.4"), 500));
  static final EspSuite CBC = EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA2_256_128);
  static final IkeProposal PROPOSAL = new IkeProposal(CBC, Hash.SHA2_256, Group.CURVE25519);

  Configs {
    proposals = List.copyOf(proposals);
    children = List.copyOf(children);
    peers = List.copyOf(peers);
  }

  static Configs basic() {
    return new Configs(
        List.of(PROPOSAL),
        "a shared secret",
        Optional.empty(),
        NatTraversal.ENABLE,
        IpAddress.ANY4,
        List.of(child("lan", Group.CURVE25519)),
        List.of());
  }

  static ChildConfig child(String name, Group... groups) {
    return child(name, TrafficSelector.ALL4, TrafficSelector.ALL4, groups);
  }

  static ChildConfig child(
      String name, TrafficSelector local, TrafficSelector remote, Group... groups) {
    return new ChildConfig(
        name,
        List.of(EspSuite.aead(Encryption.AES_GCM_16, 128), CBC),
        List.of(groups),
        local,
        remote,
        Duration.ofHours(1),
        EsnPolicy.ALLOW);
  }

  static TrafficSelector net(String prefix) {
    return TrafficSelector.of(Prefix.parse(prefix));
  }

  SessionConfig config() {
    return new SessionConfig(
            "test",
            proposals,
            Secret.copyOf(psk.getBytes(StandardCharsets.US_ASCII)),
            identity,
            Duration.ofHours(24),
            nat,
            location,
            children)
        .with(identity, peers.stream().findFirst());
  }

  Configs with(IkeProposal... others) {
    return new Configs(List.of(others), psk, identity, nat, location, children, peers);
  }

  Configs with(ChildConfig... others) {
    return new Configs(proposals, psk, identity, nat, location, List.of(others), peers);
  }

  Configs withPsk(String other) {
    return new Configs(proposals, other, identity, nat, location, children, peers);
  }

  Configs with(NatTraversal other) {
    return new Configs(proposals, psk, identity, other, location, children, peers);
  }

  Configs withLocation(String other) {
    return new Configs(proposals, psk, identity, nat, IpAddress.parse(other), children, peers);
  }

  Configs as(Identity who) {
    return new Configs(proposals, psk, Optional.of(who), nat, location, children, peers);
  }

  Configs only(Identity... others) {
    return new Configs(proposals, psk, identity, nat, location, children, List.of(others));
  }
}
