package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One Quick Mode exchange under way (RFC 2409 section 5.5): the initiator waits for message 2, the
/// responder for message 3.
final class QuickMode {
  final ChildConfig child;
  final Role role;
  final int messageId;
  final Spi inbound;
  final Octets nonce;
  Octets peerNonce = Octets.EMPTY;

  /// The IV of the message that we wait for.
  Octets iv = Octets.EMPTY;

  private final @Nullable KeyExchange exchange;

  QuickMode(
      ChildConfig child,
      Role role,
      int messageId,
      Spi inbound,
      Octets nonce,
      @Nullable KeyExchange exchange) {
    this.child = child;
    this.role = role;
    this.messageId = messageId;
    this.inbound = inbound;
    this.nonce = nonce;
    this.exchange = exchange;
  }

  Optional<Group> group() {
    return Optional.ofNullable(exchange).map(KeyExchange::group);
  }

  /// SA, nonce, key where there is one, and the selectors: all of message 1 or 2 behind HASH.
  List<Payload> payloads(SaBody body, Selectors selectors) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, body.write()));
    payloads.add(new Payload(PayloadType.NONCE, nonce));
    if (exchange != null) {
      payloads.add(new Payload(PayloadType.KEY_EXCHANGE, exchange.publicValue()));
    }
    payloads.addAll(selectors.toPayloads());
    return payloads;
  }

  /// HASH(3).
  Octets hash3(Phase1Keys keys) {
    return keys.prfA(
        Octets.of((byte) 0),
        Phase1Keys.messageIdOctets(messageId),
        initiatorNonce(),
        responderNonce());
  }

  /// Derives both directions' keys.
  ///
  /// @param peerPublic the peer's KE payloads: one with PFS, else none
  ChildSa derive(
      Phase1Keys keys,
      Phase2Offer.Choice choice,
      List<Octets> peerPublic,
      Selectors selectors,
      Encapsulation encapsulation)
      throws Malformed {
    Octets shared = shared(peerPublic);
    return new ChildSa(
        child.name(),
        role,
        inbound,
        choice.spi(),
        choice.suite(),
        keyMaterial(keys, shared, inbound, choice),
        keyMaterial(keys, shared, choice.spi(), choice),
        List.of(selectors.local()),
        List.of(selectors.remote()),
        choice.esn(),
        encapsulation,
        choice.limits().time(),
        choice.limits().kilobytes(),
        Optional.empty());
  }

  private Octets shared(List<Octets> peerPublic) throws IkeError {
    if (exchange == null) {
      return Octets.EMPTY;
    }
    if (peerPublic.size() != 1) {
      throw new IkeError(IkeDrop.BAD_KEY, peerPublic.size() + " KE payloads");
    }
    try (Secret secret = exchange.agree(peerPublic.getFirst())) {
      return Octets.of(secret.toArray());
    } catch (Malformed e) {
      throw new IkeError(IkeDrop.BAD_KEY, String.valueOf(e.getMessage()));
    }
  }

  private Secret keyMaterial(Phase1Keys keys, Octets shared, Spi spi, Phase2Offer.Choice choice) {
    return keys.keyMaterial(
        shared,
        SaBody.PROTOCOL_ESP,
        spi.value(),
        initiatorNonce(),
        responderNonce(),
        choice.suite().keyMaterialLength());
  }

  private Octets initiatorNonce() {
    return role == Role.INITIATOR ? nonce : peerNonce;
  }

  private Octets responderNonce() {
    return role == Role.INITIATOR ? peerNonce : nonce;
  }
}
