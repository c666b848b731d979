package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Secret;
import hawser.crypto.Group;
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

/// What both sides of phase 1 do alike: exchange keys, prove themselves, check the peer's proof.
final class Phase1Exchange {
  private final Isakmp sa;
  private @Nullable KeyExchange own;
  private Octets nonce = Octets.EMPTY;
  private Octets peerPublic = Octets.EMPTY;
  private Octets peerNonce = Octets.EMPTY;

  /// The body of the SA payload that the initiator sent: HASH_I and HASH_R cover it.
  Octets initiatorSa = Octets.EMPTY;

  Phase1Exchange(Isakmp sa) {
    this.sa = sa;
  }

  /// Chooses our key pair and nonce.
  void generate(Group group) {
    own = KeyExchange.generate(group, sa.entropy);
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

  Payload identity() {
    return new Payload(PayloadType.IDENTITY, IdBody.of(localIdentity()));
  }

  /// HASH_I or HASH_R of ours.
  Payload hash() {
    boolean initiating = sa.role == Role.INITIATOR;
    Octets hash =
        sa.keys()
            .authentication(
                own().publicValue(),
                peerPublic,
                initiating ? sa.initiatorCookie() : sa.responderCookie(),
                initiating ? sa.responderCookie() : sa.initiatorCookie(),
                initiatorSa,
                IdBody.of(localIdentity()));
    return new Payload(PayloadType.HASH, hash);
  }

  /// What goes with our proof: our location where the peer understands it, and whether we are new.
  List<Payload> notifies(V1Session.Contact contact) {
    List<Payload> notifies = new ArrayList<>();
    if (sa.vendors.hawser() && !sa.config.location().isAny()) {
      notifies.add(Location.notify(sa));
    }
    if (contact == V1Session.Contact.INITIAL) {
      notifies.add(
          new Notify(SaBody.PROTOCOL_ISAKMP, Notify.INITIAL_CONTACT, sa.cookies(), Octets.EMPTY)
              .toPayload());
    }
    return notifies;
  }

  /// What a peer says in the message of its proof.
  record Peer(Identity identity, IpAddress location, boolean initialContact, Duration lifetime) {}

  /// Opens message 5 or 6 of Main Mode and checks its HASH. Nothing of ours has changed when it
  /// fails, so that the peer's true message can still come.
  Peer identify(Header header, Octets message, Path from, List<Action> actions) throws Malformed {
    if (!header.isEncrypted()) {
      throw new IkeError(IkeDrop.UNEXPECTED, "clear main mode where an identity is due");
    }
    try {
      Octets clear = sa.keys().decrypt(sa.lastBlock, Messages.body(message));
      List<Payload> payloads = Payload.readChain(Reader.of(clear), header.nextPayload());
      return check(payloads, Payload.one(payloads, PayloadType.IDENTITY));
    } catch (Malformed e) {
      reportMismatch(e, from, actions);
      throw e;
    }
  }

  /// Checks the HASH over `idBody`, and then who that is.
  Peer check(List<Payload> payloads, Octets idBody) throws Malformed {
    verify(idBody, Payload.one(payloads, PayloadType.HASH));
    Identity identity = IdBody.identity(idBody);
    if (!admits(identity)) {
      throw new IkeError(IkeDrop.WRONG_ID, "peer " + identity);
    }
    IpAddress location = IpAddress.ANY4;
    Duration lifetime = sa.lifetime;
    boolean initialContact = false;
    for (Octets body : Payload.all(payloads, PayloadType.NOTIFY)) {
      Notify notify = Notify.read(body);
      switch (notify.type()) {
        case Notify.INITIAL_CONTACT -> initialContact = true;
        case Notify.LOCATION_ID ->
            location = sa.vendors.hawser() ? Location.read(sa, notify) : location;
        case Notify.RESPONDER_LIFETIME ->
            lifetime = sa.role == Role.INITIATOR ? Lifetime.after(notify, lifetime) : lifetime;
        default -> {} // advice that we do not know
      }
    }
    return new Peer(identity, location, initialContact, lifetime);
  }

  /// Whether the configuration allows a peer of this identity.
  boolean admits(Identity identity) {
    return sa.config.peerIdentity().map(identity::equals).orElse(true);
  }

  void reportMismatch(Malformed failure, Path from, List<Action> actions) {
    String words =
        IkeError.reasonOf(failure) == IkeDrop.WRONG_ID
            ? "gw validation failed: " + failure.getMessage() + " is not the configured one, at "
            : "probable pre-shared secret mismatch with ";
    actions.add(
        new Action.Report(
            Action.Level.WARNING, words + from.remote() + " for " + sa.config.name()));
  }

  /// Says that nothing of an offer is ours, to the peer and to our administrator.
  void refuse(SaBody offer, Messages messages, List<Action> actions) {
    String words = " offers is not in " + sa.config.name();
    actions.add(
        new Action.Report(
            Action.Level.WARNING, "no SA proposal chosen: what " + sa.path.remote() + words));
    actions.add(new Action.NothingMatches(Phase1Words.mismatch(offer, sa)));
    actions.add(new Action.Send(sa.path, messages.clearNotify(Notify.NO_PROPOSAL_CHOSEN)));
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
      throw new IkeError(IkeDrop.BAD_HASH, "phase 1");
    }
  }

  private Identity localIdentity() {
    return sa.config.localIdentity().orElseGet(() -> Identity.of(sa.path.local().address()));
  }

  private KeyExchange own() {
    return Objects.requireNonNull(own);
  }
}
