package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Secret;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.net.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What both sides of Main Mode do alike: exchange keys, prove themselves, check the peer's proof.
final class Phase1Exchange {
  private final Isakmp sa;
  private @Nullable KeyExchange own;
  private Octets nonce = Octets.EMPTY;
  private Octets peerPublic = Octets.EMPTY;
  private Octets peerNonce = Octets.EMPTY;

  /// The body of the SA payload that the initiator sent: HASH_I and HASH_R cover it.
  Octets initiatorSa = Octets.EMPTY;

  /// What both sides do.
  Vendors vendors = Vendors.NONE;

  Phase1Exchange(Isakmp sa) {
    this.sa = sa;
  }

  /// Chooses our key pair and nonce.
  void generate() {
    own = KeyExchange.generate(sa.agreed().group(), sa.entropy);
    nonce = sa.entropy.octets(Isakmp.NONCE_LENGTH);
  }

  List<Payload> keyPayloads() {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.KEY_EXCHANGE, own().publicValue()));
    payloads.add(new Payload(PayloadType.NONCE, nonce));
    return payloads;
  }

  /// Reads the peer's half and derives the keys from both.
  void derive(List<Payload> payloads) throws Malformed {
    peerPublic = Payload.one(payloads, PayloadType.KEY_EXCHANGE);
    peerNonce = Nonce.read(payloads);
    boolean initiating = sa.role == Role.INITIATOR;
    try (Secret shared = own().agree(peerPublic)) {
      sa.derived(
          Phase1Keys.derive(
              sa.agreed(),
              sa.config.psk(),
              initiating ? nonce : peerNonce,
              initiating ? peerNonce : nonce,
              shared,
              sa.cookies(),
              initiating ? own().publicValue() : peerPublic,
              initiating ? peerPublic : own().publicValue()));
    } catch (Malformed e) {
      throw new IkeError(IkeDrop.BAD_KEY, String.valueOf(e.getMessage()));
    }
  }

  /// ID and HASH of ours, and our location where the peer understands it.
  List<Payload> proof() {
    Octets id = IdBody.of(localIdentity());
    boolean initiating = sa.role == Role.INITIATOR;
    Octets hash =
        sa.keys()
            .authentication(
                own().publicValue(),
                peerPublic,
                initiating ? sa.initiatorCookie() : sa.responderCookie(),
                initiating ? sa.responderCookie() : sa.initiatorCookie(),
                initiatorSa,
                id);
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.IDENTITY, id));
    payloads.add(new Payload(PayloadType.HASH, hash));
    if (vendors.hawser() && !sa.config.location().isAny()) {
      payloads.add(Location.notify(sa));
    }
    return payloads;
  }

  /// What a peer says in message 5 or 6, proved.
  record Peer(Identity identity, IpAddress location, boolean initialContact, Duration lifetime) {}

  /// Opens message 5 or 6 and checks its HASH. Nothing of ours has changed when it fails, so that
  /// the peer's true message can still come.
  Peer identify(Header header, Octets message, Path from, List<Action> actions) throws Malformed {
    if (!header.isEncrypted()) {
      throw new IkeError(IkeDrop.UNEXPECTED, "clear main mode where an identity is due");
    }
    List<Payload> payloads;
    Octets idBody;
    try {
      Octets clear = sa.keys().decrypt(sa.lastBlock, Messages.body(message));
      payloads = Payload.readChain(Reader.of(clear), header.nextPayload());
      idBody = Payload.one(payloads, PayloadType.IDENTITY);
      verify(idBody, Payload.one(payloads, PayloadType.HASH));
    } catch (Malformed e) {
      actions.add(
          new Action.Report(
              Action.Level.WARNING,
              "probable pre-shared secret mismatch with "
                  + from.remote()
                  + " for "
                  + sa.config.name()));
      throw e;
    }
    IpAddress location = IpAddress.ANY4;
    Duration lifetime = sa.lifetime;
    boolean initialContact = false;
    for (Octets body : Payload.all(payloads, PayloadType.NOTIFY)) {
      Notify notify = Notify.read(body);
      switch (notify.type()) {
        case Notify.INITIAL_CONTACT -> initialContact = true;
        case Notify.LOCATION_ID ->
            location = vendors.hawser() ? Location.read(sa, notify) : location;
        case Notify.RESPONDER_LIFETIME ->
            lifetime = sa.role == Role.INITIATOR ? Lifetime.after(notify, lifetime) : lifetime;
        default -> {} // advice that we do not know
      }
    }
    return new Peer(IdBody.identity(idBody), location, initialContact, lifetime);
  }

  /// Takes over what [#identify] read.
  void establish(Peer peer, Octets message, Path from) {
    sa.lastBlock = Phase1Keys.lastBlock(message);
    sa.path = from;
    sa.peerLocation = peer.location();
    sa.lifetime = peer.lifetime();
  }

  private void verify(Octets idBody, Octets hash) throws IkeError {
    boolean responding = sa.role == Role.RESPONDER;
    Octets expected =
        sa.keys()
            .authentication(
                peerPublic,
                own().publicValue(),
                responding ? sa.initiatorCookie() : sa.responderCookie(),
                responding ? sa.responderCookie() : sa.initiatorCookie(),
                initiatorSa,
                idBody);
    if (!expected.equals(hash)) {
      throw new IkeError(IkeDrop.BAD_HASH, "main mode");
    }
  }

  private Identity localIdentity() {
    return sa.config.localIdentity().orElseGet(() -> Identity.of(sa.path.local().address()));
  }

  private KeyExchange own() {
    return Objects.requireNonNull(own);
  }
}
