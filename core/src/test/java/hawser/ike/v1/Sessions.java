package hawser.ike.v1;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import hawser.ike.ChildConfig;
import hawser.ike.EsnPolicy;
import hawser.ike.IkeProposal;
import hawser.ike.NatTraversal;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.TrafficSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Two ends that agree unless a test says otherwise.
final class Sessions {
  static final Path INITIATOR =
      new Path(
          new Endpoint(IpAddress.parse("172.16.200.1"), 500),
          new Endpoint(IpAddress.parse("172.16.200.4"), 500));
  static final Path RESPONDER = INITIATOR.reversed();
  static final Duration DAY = Duration.ofHours(24);
  static final Duration HALF_DAY = Duration.ofHours(12);
  static final IkeProposal PROPOSAL = new IkeProposal(128, Hash.SHA2_256, Group.CURVE25519);
  static final ChildConfig CHILD = child(HALF_DAY, EsnPolicy.DISABLE);

  private final Random random = new Random(7);

  static ChildConfig child(Duration lifetime, EsnPolicy esn) {
    return new ChildConfig(
        "lan",
        List.of(EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA2_256_128)),
        List.of(),
        TrafficSelector.ALL4,
        TrafficSelector.ALL4,
        lifetime,
        esn);
  }

  static SessionConfig config(Duration lifetime, ChildConfig... children) {
    return config(List.of(PROPOSAL), lifetime, children);
  }

  static SessionConfig config(
      List<IkeProposal> proposals, Duration lifetime, ChildConfig... children) {
    return config(proposals, lifetime, NatTraversal.ENABLE, children);
  }

  static SessionConfig config(NatTraversal nat) {
    return config(List.of(PROPOSAL), DAY, nat, CHILD);
  }

  private static SessionConfig config(
      List<IkeProposal> proposals, Duration lifetime, NatTraversal nat, ChildConfig... children) {
    return new SessionConfig(
        "test",
        proposals,
        Secret.copyOf("a shared secret".getBytes(StandardCharsets.US_ASCII)),
        Optional.empty(),
        lifetime,
        nat,
        IpAddress.ANY4,
        List.of(children));
  }

  Session initiator(SessionConfig config) {
    return V1Session.initiator(
        config, INITIATOR, random::nextBytes, session -> spi(), V1Session.Contact.FURTHER);
  }

  Session responder(SessionConfig config) {
    return V1Session.responder(config, RESPONDER, random::nextBytes, session -> spi());
  }

  private Spi spi() {
    return new Spi(random.nextInt(256, Integer.MAX_VALUE));
  }
}
