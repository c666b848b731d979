package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.IkeProposal;
import hawser.ike.NatTraversal;
import hawser.ike.Role;
import hawser.ike.SessionConfig;
import hawser.ike.Signatures;
import hawser.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What both sides do alike in IKE_SA_INIT and IKE_AUTH: exchange keys, and prove who they are by
/// what they said there.
final class Opening {
  private final IkeSa sa;
  private @Nullable KeyExchange own;
  private Octets nonce = Octets.EMPTY;
  private Octets peerNonce = Octets.EMPTY;

  /// The IKE_SA_INIT messages, whole: AUTH covers them (RFC 7296 section 2.15).
  Octets message = Octets.EMPTY;

  Octets peerMessage = Octets.EMPTY;

  /// What the peer's SIGNATURE_HASH_ALGORITHMS says (RFC 7427 section 4); empty without one.
  Octets announced = Octets.EMPTY;

  Opening(IkeSa sa) {
    this.sa = sa;
  }

  /// Chooses our key pair and our nonce.
  void generate(Group group, int nonceLength) {
    own = KeyExchange.generate(group, sa.entropy);
    if (nonce.isEmpty()) {
      nonce = sa.entropy.octets(nonceLength);
    }
  }

  Group group() {
    return own().group();
  }

  /// Reads what the peer's first message says of signatures.
  void readHashes(Contents first) {
    announced = first.notify(Notify.SIGNATURE_HASH_ALGORITHMS).map(Notify::data).orElse(announced);
  }

  KeyShare keyShare() {
    return new KeyShare(own().group().number(), own().publicValue());
  }

  Nonce nonce() {
    return new Nonce(nonce);
  }

  /// Both nonces, which the first Child SA's keys come from too.
  Nonces nonces() {
    return sa.role == Role.INITIATOR ? new Nonces(nonce, peerNonce) : new Nonces(peerNonce, nonce);
  }

  /// Derives the keys of the IKE SA.
  void derive(IkeProposal proposal, KeyShare share, Nonce theirs) throws Malformed {
    if (share.group() != own().group().number()) {
      throw new IkeError(IkeDrop.BAD_KEY, "a public value of group " + share.group());
    }
    // RFC 7296 section 2.10
    if (theirs.value().length() < proposal.hash().length() / 2) {
      throw new IkeError(IkeDrop.BAD_KEY, "a nonce of " + theirs.value().length() + " octets");
    }
    try (Secret shared = own().agree(share.value())) {
      peerNonce = theirs.value();
      Nonces both = nonces();
      sa.keyed(
          proposal,
          IkeKeys.derive(
              proposal,
              shared,
              new IkeKeys.Inputs(
                  both.initiator(), both.responder(), sa.initiatorSpi, sa.responderSpi),
              sa.entropy));
    } catch (IkeError e) {
      throw e;
    } catch (Malformed e) {
      throw new IkeError(IkeDrop.BAD_KEY, String.valueOf(e.getMessage()));
    }
  }

  /// True when we say that we are behind a NAT, so that ESP travels in UDP.
  boolean claimsNat() {
    return sa.config.natTraversal() == NatTraversal.FORCED || sa.features.udp();
  }

  /// How the configuration's ends prove themselves.
  Authenticator authenticator(SessionConfig config, Instant now) {
    Optional<Signatures> signatures = config.signatures();
    return signatures.isPresent()
        ? new Signed(signatures.get(), announced, sa.entropy, now)
        : new SharedKey(sa.agreed().hash(), config.psk());
  }

  Identity identity() {
    return sa.config
        .localIdentity()
        .or(() -> sa.config.signatures().map(Signatures::identity))
        .orElseGet(() -> Identity.of(sa.path.local().address()));
  }

  /// ID and AUTH of ours with what belongs to them, and our location where the peer understands it.
  ///
  /// @throws Malformed when we have no proof that the peer could verify
  List<Payload> proof(Authenticator authenticator) throws Malformed {
    Identification id = Identification.of(sa.role, identity());
    Octets covered = Octets.concat(message, peerNonce, sa.keys().macedId(sa.role, id.body()));
    List<Payload> payloads = new ArrayList<>();
    payloads.add(id);
    payloads.addAll(authenticator.companions(sa.role));
    payloads.add(authenticator.prove(covered));
    if (sa.features.hawser() && !sa.config.location().isAny()) {
      payloads.add(new Notify(Notify.LOCATION_ID, sa.config.location().toOctets()));
    }
    return payloads;
  }

  /// Returns when the peer has proved to be who it says it is.
  void verify(Authenticator authenticator, Contents from, Identification id, Authentication proof)
      throws Malformed {
    Octets covered = Octets.concat(peerMessage, nonce, sa.keys().macedId(sa.peerRole(), id.body()));
    authenticator.verify(from, id.identity(), proof, covered);
  }

  /// The peer's location, in a message that it has proved; 0.0.0.0 for none.
  static IpAddress location(IkeSa sa, Contents contents) {
    Optional<Octets> said =
        contents
            .notify(Notify.LOCATION_ID)
            .map(Notify::data)
            .filter(data -> sa.features.hawser() && data.length() == 4);
    return said.map(IpAddress::of).orElse(IpAddress.ANY4);
  }

  private KeyExchange own() {
    return Objects.requireNonNull(own);
  }
}
