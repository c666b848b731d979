package hawser.ike.v2;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.ike.ChildSa;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.time.Duration;
import java.util.Optional;

/// Derives a Child SA from what was agreed (RFC 7296 section 2.17).
final class ChildKeys {
  private ChildKeys() {}

  /// What both ends know of a Child SA before its keys.
  ///
  /// @param role who began the exchange
  record Terms(
      String name,
      Role role,
      Spi inbound,
      EspOffer.Choice choice,
      Narrowing selectors,
      Duration lifetime,
      Optional<Spi> replaces) {}

  /// @param shared of no octets without perfect forward secrecy
  static ChildSa derive(IkeSa sa, Terms terms, Nonces nonces, Secret shared) {
    EspSuite suite = terms.choice.suite();
    int length = suite.keyMaterialLength();
    try (Secret all =
        sa.keys().keyMaterial(shared, nonces.initiator(), nonces.responder(), 2 * length)) {
      Secret fromInitiator = all.slice(0, length);
      Secret fromResponder = all.slice(length, 2 * length);
      boolean initiating = terms.role == Role.INITIATOR;
      return new ChildSa(
          terms.name,
          terms.role,
          terms.inbound,
          terms.choice.spi(),
          suite,
          initiating ? fromResponder : fromInitiator,
          initiating ? fromInitiator : fromResponder,
          terms.selectors.local(),
          terms.selectors.remote(),
          terms.choice.esn(),
          sa.encapsulation(),
          terms.lifetime,
          terms.replaces);
    }
  }

  static Secret none() {
    return Secret.adopt(new byte[0]);
  }
}
