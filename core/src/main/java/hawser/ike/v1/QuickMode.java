package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.Role;
import hawser.ike.Spi;
import hawser.net.TrafficSelector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One Quick Mode exchange under way (RFC 2409 section 5.5).
final class QuickMode {
  final ChildConfig child;
  final Role role;
  final int messageId;
  final Spi inbound;
  final Octets nonce;
  final @Nullable KeyExchange exchange;
  Octets iv;
  Octets peerNonce = Octets.EMPTY;
  boolean answered;

  QuickMode(
      ChildConfig child,
      Role role,
      int messageId,
      Spi inbound,
      Octets nonce,
      @Nullable KeyExchange exchange,
      Octets iv) {
    this.child = child;
    this.role = role;
    this.messageId = messageId;
    this.inbound = inbound;
    this.nonce = nonce;
    this.exchange = exchange;
    this.iv = iv;
  }

  Optional<Group> group() {
    return Optional.ofNullable(exchange).map(KeyExchange::group);
  }

  Octets initiatorNonce() {
    return role == Role.INITIATOR ? nonce : peerNonce;
  }

  Octets responderNonce() {
    return role == Role.INITIATOR ? peerNonce : nonce;
  }

  /// Derives both directions' keys.
  ChildSa derive(
      Phase1Keys keys,
      Phase2Offer.Choice choice,
      Optional<Octets> peerPublic,
      TrafficSelector local,
      TrafficSelector remote,
      Encapsulation encapsulation)
      throws Malformed {
    Octets shared = Octets.EMPTY;
    if (exchange != null) {
      try (Secret secret = exchange.agree(peerPublic.orElseThrow(() -> new Malformed("no KE")))) {
        shared = Octets.of(secret.toArray());
      }
    }
    int length = choice.suite().keyMaterialLength();
    Spi outbound = choice.spi();
    return new ChildSa(
        child.name(),
        role,
        inbound,
        outbound,
        choice.suite(),
        keys.keyMaterial(
            shared,
            SaBody.PROTOCOL_ESP,
            inbound.value(),
            initiatorNonce(),
            responderNonce(),
            length),
        keys.keyMaterial(
            shared,
            SaBody.PROTOCOL_ESP,
            outbound.value(),
            initiatorNonce(),
            responderNonce(),
            length),
        local,
        remote,
        choice.esn(),
        encapsulation,
        choice.lifetime());
  }
}
