package hawser.gateway;

import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A session that is what a test says, and does nothing.
final class FakeSession implements Session {
  static final IpAddress LOCAL = IpAddress.parse("192.0.2.1");

  final Role role;
  final IkeSpi initiator;
  IkeSpi responder = IkeSpi.NONE;
  Status status = Status.CONNECTING;
  String nat = "";
  Path path;

  FakeSession(Role role, long initiator, String remote) {
    this.role = role;
    this.initiator = new IkeSpi(initiator);
    this.path = path(remote, Path.IKE_PORT);
  }

  static Path path(String remote, int port) {
    return new Path(new Endpoint(LOCAL, port), new Endpoint(IpAddress.parse(remote), port));
  }

  @Override
  public List<Action> handle(Instant now, Event event) {
    return List.of();
  }

  @Override
  public Duration lifetime() {
    return Duration.ofDays(1);
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public SessionConfig config() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean owns(Spi inbound) {
    return true;
  }

  @Override
  public IpAddress peerLocation() {
    return IpAddress.ANY4;
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public IkeSpi initiatorSpi() {
    return initiator;
  }

  @Override
  public IkeSpi responderSpi() {
    return responder;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public Optional<IkeProposal> proposal() {
    return Optional.empty();
  }

  @Override
  public Encapsulation encapsulation() {
    return Encapsulation.NONE;
  }

  @Override
  public String nat() {
    return nat;
  }

  @Override
  public int probeLength(int most) {
    return most;
  }

  @Override
  public long probesSent() {
    return 0;
  }

  @Override
  public long probesReceived() {
    return 0;
  }
}
