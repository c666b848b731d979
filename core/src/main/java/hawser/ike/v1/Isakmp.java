package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.SessionConfig;
import hawser.net.AddressRange;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ISAKMP SA that the exchanges of one session work on: cookies, path, what was agreed, keys.
final class Isakmp {
  static final int NONCE_LENGTH = 32;

  final SessionConfig config;
  final Role role;
  final Entropy entropy;
  IkeSpi initiatorSpi;
  IkeSpi responderSpi = IkeSpi.NONE;
  Path path;
  Nat nat = Nat.NONE;

  /// What both sides do.
  Vendors vendors = Vendors.NONE;

  IpAddress peerLocation = IpAddress.ANY4;
  Duration lifetime;

  /// The last cipher block of phase 1: the IV of its next message, then what phase 2 starts from.
  Octets lastBlock = Octets.EMPTY;

  private final MessageIds messageIds = new MessageIds();

  /// The peer has said something under our keys.
  private boolean confirmed;

  /// The address that we gave the peer.
  @Nullable IpAddress given;

  private Phase1Exchange.@Nullable Peer peer;
  private @Nullable IkeProposal proposal;
  private @Nullable Phase1Keys keys;

  Isakmp(SessionConfig config, Role role, Path path, Entropy entropy) {
    this.config = config;
    this.role = role;
    this.path = path;
    this.entropy = entropy;
    this.lifetime = config.lifetime();
    this.initiatorSpi = role == Role.INITIATOR ? newSpi() : IkeSpi.NONE;
  }

  void agreed(Phase1Offer.Choice choice) {
    proposal = choice.proposal();
    lifetime = choice.lifetime();
  }

  void derived(Phase1Keys derived) {
    keys = derived;
    lastBlock = derived.firstIv();
  }

  /// Takes over what the peer said, proved.
  void proved(Phase1Exchange.Peer proved) {
    peer = proved;
    peerLocation = proved.location();
    lifetime = proved.lifetime();
  }

  /// Forgets what a message that proved false had led to.
  void forget() {
    if (role == Role.RESPONDER) {
      initiatorSpi = IkeSpi.NONE;
    }
    responderSpi = IkeSpi.NONE;
    proposal = null;
    lifetime = config.lifetime();
    close();
    keys = null;
    lastBlock = Octets.EMPTY;
  }

  /// Who proved to know the key.
  Phase1Exchange.Peer peer() {
    return Objects.requireNonNull(peer);
  }

  /// Whether the peer may have this behind it: its own address alone, when it has one of us.
  boolean mayCover(TrafficSelector remote) {
    return given == null || remote.range().equals(AddressRange.of(Prefix.host(given)));
  }

  boolean isConfirmed() {
    return confirmed;
  }

  Optional<IkeProposal> proposal() {
    return Optional.ofNullable(proposal);
  }

  IkeProposal agreed() {
    return Objects.requireNonNull(proposal);
  }

  Phase1Keys keys() {
    return Objects.requireNonNull(keys);
  }

  Encapsulation encapsulation() {
    return nat.encapsulation();
  }

  /// An authenticated message came from there: so the peer is there (RFC 3947 section 4).
  void heard(Path from, List<Action> actions) {
    path = from;
    confirmed = true;
    actions.add(new Action.PeerAlive());
  }

  Octets initiatorCookie() {
    return new Writer().i64(initiatorSpi.value()).toOctets();
  }

  Octets responderCookie() {
    return new Writer().i64(responderSpi.value()).toOctets();
  }

  Octets cookies() {
    return Octets.concat(initiatorCookie(), responderCookie());
  }

  IkeSpi newSpi() {
    long value = 0;
    while (value == 0) {
      value = ByteBuffer.wrap(entropy.octets(8).toArray()).getLong();
    }
    return new IkeSpi(value);
  }

  /// A message ID for an exchange of ours. It counts as used, so that nobody can reflect our
  /// messages.
  int newMessageId() {
    int id = 0;
    while (id == 0 || messageIds.contains(id)) {
      id = ByteBuffer.wrap(entropy.octets(4).toArray()).getInt();
    }
    messageIds.add(id);
    return id;
  }

  /// Refuses a message that would begin an exchange with a message ID that was used before.
  void requireFresh(int messageId) throws IkeError {
    if (messageIds.contains(messageId)) {
      throw new IkeError(IkeDrop.REPLAY, "message " + Integer.toHexString(messageId));
    }
  }

  /// Takes note of the message ID of a peer's exchange, verified.
  void used(int messageId) {
    messageIds.add(messageId);
  }

  void close() {
    if (keys != null) {
      keys.close();
    }
  }
}
