package hawser.ike.v2;

import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.SessionConfig;
import hawser.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The IKE SA that the exchanges of one session work on: SPIs, path, what was agreed, keys, and the
/// Child SAs under it.
///
/// ```
/// CONNECTING -AUTH verified-> ESTABLISHED -a successor took over-> REKEYED
///      \                          |   \-Close-> CLOSING                 |
///       \-refused, no answer------+-----------------\-Delete, no answer-+-> CLOSED
/// ```
final class IkeSa {
  /// Where an IKE SA is in its life. Only [#established()] leads to the second, with a proof.
  enum State {
    CONNECTING,
    ESTABLISHED,
    /// Its children are another IKE SA's; it only waits for its Delete.
    REKEYED,
    /// Our Delete is on its way.
    CLOSING,
    CLOSED
  }

  final Role role;
  final Entropy entropy;
  final ChildTable children = new ChildTable();
  SessionConfig config;
  IkeSpi initiatorSpi;
  IkeSpi responderSpi = IkeSpi.NONE;
  Path path;
  Nat nat = Nat.NONE;

  /// What both ends can do.
  Features features = Features.NONE;

  IpAddress peerLocation = IpAddress.ANY4;
  private State state = State.CONNECTING;
  private @Nullable IkeProposal proposal;
  private @Nullable IkeKeys keys;

  IkeSa(SessionConfig config, Role role, Path path, Entropy entropy) {
    this.config = config;
    this.role = role;
    this.path = path;
    this.entropy = entropy;
    this.initiatorSpi = role == Role.INITIATOR ? newSpi() : IkeSpi.NONE;
  }

  /// The IKE SA that takes the place of this one (RFC 7296 section 2.18). Its peer is proved
  /// already.
  IkeSa successor(Role newRole, IkeSpi initiator, IkeSpi responder) {
    IkeSa next = new IkeSa(config, newRole, path, entropy);
    next.initiatorSpi = initiator;
    next.responderSpi = responder;
    next.nat = nat;
    next.features = features;
    next.peerLocation = peerLocation;
    next.state = State.ESTABLISHED;
    return next;
  }

  State state() {
    return state;
  }

  boolean is(State one) {
    return state == one;
  }

  void keyed(IkeProposal agreed, IkeKeys derived) {
    proposal = agreed;
    keys = derived;
  }

  Optional<IkeProposal> proposal() {
    return Optional.ofNullable(proposal);
  }

  IkeProposal agreed() {
    return Objects.requireNonNull(proposal);
  }

  boolean hasKeys() {
    return keys != null;
  }

  IkeKeys keys() {
    return Objects.requireNonNull(keys);
  }

  Role peerRole() {
    return role == Role.INITIATOR ? Role.RESPONDER : Role.INITIATOR;
  }

  Encapsulation encapsulation() {
    return nat.encapsulation();
  }

  IkeSpi newSpi() {
    long value = 0;
    while (value == 0) {
      value = ByteBuffer.wrap(entropy.octets(8).toArray()).getLong();
    }
    return new IkeSpi(value);
  }

  /// A fresh message of the peer verified. A peer behind a NAT is where it came from; another one
  /// does not move by chance (RFC 7296 section 2.23).
  void heard(Path from, List<Action> actions) {
    if (nat.remote() || state == State.CONNECTING) {
      path = from;
    }
    actions.add(new Action.PeerAlive());
  }

  /// The peer's AUTH verified.
  void established() {
    require(State.CONNECTING);
    state = State.ESTABLISHED;
  }

  /// Another IKE SA has our children.
  void rekeyed() {
    require(State.ESTABLISHED);
    state = State.REKEYED;
  }

  void closing() {
    state = State.CLOSING;
  }

  /// The end: the children go too, those that are still ours.
  void close(String reason, List<Action> actions) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    for (Child child : children.all()) {
      actions.add(new Action.RemoveChild(child.sa.outbound()));
    }
    children.clear();
    if (keys != null) {
      keys.close();
    }
    actions.add(new Action.Closed(reason));
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException(state + " is not " + expected);
    }
  }
}
