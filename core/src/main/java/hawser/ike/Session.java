package hawser.ike;

import hawser.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One IKE SA from its first message to its end, as a pure state machine: no clock, no socket, no
/// thread. The tunnel above it decides when a Child SA is replaced.
public interface Session {
  /// Handles one event at time `now` and says what is to be done.
  List<Action> handle(Instant now, Event event);

  /// The major version of IKE.
  int version();

  /// What it runs with. A responder's may be another one until the peer has proved who it is.
  SessionConfig config();

  Role role();

  IkeSpi initiatorSpi();

  IkeSpi responderSpi();

  /// Where messages go now.
  Path path();

  Status status();

  /// What was agreed; empty before.
  Optional<IkeProposal> proposal();

  /// How long this IKE SA may live, from its establishment: ours, or the peer's when it is shorter.
  Duration lifetime();

  Encapsulation encapsulation();

  /// Which of the two ends is behind a NAT, as `diagnose` shows it: "", "me", "peer" or "me peer".
  String nat();

  /// Whether this session may negotiate about the Child SA with this inbound SPI.
  boolean owns(Spi inbound);

  /// The peer's location-id, once it has proved it; 0.0.0.0 for none.
  IpAddress peerLocation();

  /// Octets of a path probe of at most so many: whole cipher blocks may be less.
  int probeLength(int most);

  long probesSent();

  long probesReceived();

  /// Where a session is.
  enum Status {
    CONNECTING,
    ESTABLISHED,
    CLOSED
  }
}
